namespace Passthrough.LabTests;

/// <summary>The tests that ask one and the same machine with an isolated card.</summary>
[CollectionDefinition(Name)]
public class IsolatedCard : ICollectionFixture<IsolatedMachine>
{
    public const string Name = "An isolated card";
}
