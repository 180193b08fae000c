using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Passthrough.Guests.KubeVirt;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Passthrough.Tests.Guests.KubeVirt;

/// <summary>What is written as YAML or JSON reads as what was meant.</summary>
public class ManifestTextTests
{
    [Theory]
    [InlineData("no")]
    [InlineData("Yes")]
    [InlineData("null")]
    [InlineData("~")]
    [InlineData("")]
    [InlineData("16Gi")]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData("10:20")]
    [InlineData("2026-01-01")]
    [InlineData("- a")]
    [InlineData("a: b #c")]
    [InlineData("\u2028 \u0085 \ud83d\ude00 é \\ \" '")]
    public void A_text_that_looks_like_something_else_stays_a_text(string text)
    {
        var scalar = Assert.IsType<YamlScalarNode>(Read(ManifestText.Yaml([], new JsonObject { ["key"] = text }))["key"]);
        Assert.Equal((text, ScalarStyle.DoubleQuoted), (scalar.Value, scalar.Style));
    }

    [Fact]
    public void Numbers_truth_values_lists_and_empty_mappings_are_written_as_people_write_them() =>
        Assert.Equal(
            "# About it\n#\nlist:\n- 1\n- name: a\n  isOn: true\nnothing: {}\nsize: \"16Gi\"\nzone: Europe/Berlin\n",
            ManifestText.Yaml(
                ["About it", ""],
                new JsonObject
                {
                    ["list"] = new JsonArray(1, new JsonObject { ["name"] = "a", ["isOn"] = true }),
                    ["nothing"] = new JsonObject(),
                    ["size"] = "16Gi",
                    ["zone"] = "Europe/Berlin",
                }));

    [Fact]
    public void Any_text_reads_back_from_both_forms_and_no_comment_becomes_content() =>
        Prop.ForAll(Texts(), Texts(), (comment, text) =>
        {
            var manifest = new JsonObject { ["key"] = text };
            var yaml = Assert.Single(Read(ManifestText.Yaml([comment], manifest)));
            Assert.Equal(("key", text), (((YamlScalarNode)yaml.Key).Value, ((YamlScalarNode)yaml.Value).Value));
            Assert.Equal(text, JsonNode.Parse(ManifestText.Json(manifest))!["key"]!.GetValue<string>());
        }).QuickCheckThrowOnFailure();

    private static Arbitrary<string> Texts() =>
        Gen.Elements("a", " ", "\n", "\r", "\u2028", "\u0085", "\t", "#", "- ", ": ", "'", "\"", "\\", "é", "\ud83d\ude00", "{", "]", "---", "%", "!", "0").ArrayOf().Select(string.Concat).ToArbitrary();

    private static Dictionary<YamlNode, YamlNode> Read(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return ((YamlMappingNode)Assert.Single(stream.Documents).RootNode).Children.ToDictionary();
    }
}
