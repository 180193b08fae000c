using Passthrough.Readiness;

namespace Passthrough.Tests.Readiness;

public class RuleCatalogueTests
{
    [Fact]
    public void The_document_lists_what_the_rules_can_find() => Golden.Matches("../../../docs/checks.md", ChecksDocument.Of(ReadinessRules.All));

    [Fact]
    public void Every_finding_has_a_name_of_its_own()
    {
        var names = ReadinessRules.All.SelectMany(rule => rule.Kinds).Select(kind => kind.Id).ToList();
        Assert.Equal(names.Distinct(StringComparer.Ordinal), names);
    }

    [Fact]
    public void Every_question_is_one_and_every_meaning_a_sentence()
    {
        Assert.All(ReadinessRules.All, rule => Assert.EndsWith("?", rule.Question, StringComparison.Ordinal));
        Assert.All(ReadinessRules.All.SelectMany(rule => rule.Kinds), kind => Assert.EndsWith(".", kind.Meaning, StringComparison.Ordinal));
    }
}
