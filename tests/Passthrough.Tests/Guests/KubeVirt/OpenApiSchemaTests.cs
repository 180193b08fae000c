using System.Text.Json.Nodes;

namespace Passthrough.Tests.Guests.KubeVirt;

/// <summary>The judge of manifests, judged.</summary>
public class OpenApiSchemaTests
{
    private static readonly OpenApiSchema Schema = new(JsonNode.Parse("""
        {
          "v1.Machine": {
            "type": "object",
            "description": "A machine",
            "required": ["spec"],
            "properties": {
              "kind": { "type": "string" },
              "spec": { "$ref": "#/definitions/v1.Spec" },
              "labels": { "type": "object", "additionalProperties": { "type": "string" } }
            }
          },
          "v1.Spec": {
            "type": "object",
            "properties": {
              "cores": { "type": "integer", "format": "int32" },
              "isOn": { "type": "boolean" },
              "memory": { "$ref": "#/definitions/k8s.io.apimachinery.pkg.api.resource.Quantity" },
              "disks": { "type": "array", "items": { "$ref": "#/definitions/v1.Disk" } },
              "policy": { "type": "string", "enum": ["Always", "Never"] }
            }
          },
          "v1.Disk": { "type": "object", "required": ["name"], "properties": { "name": { "type": "string" } } },
          "v1.Odd": { "type": "object", "oneOf": [] },
          "k8s.io.apimachinery.pkg.api.resource.Quantity": { "type": ["string", "integer", "number"] }
        }
        """)!.AsObject());

    [Theory]
    [InlineData("""{ "spec": {} }""")]
    [InlineData("""{ "kind": "Machine", "labels": { "any": "text" }, "spec": { "cores": 4, "isOn": false, "memory": "1536Mi", "disks": [{ "name": "a" }, { "name": "b" }], "policy": "Never" } }""")]
    [InlineData("""{ "spec": { "memory": 1024 } }""")]
    [InlineData("""{ "spec": { "memory": "1.5G" } }""")]
    public void What_keeps_to_the_schema_has_no_problem(string manifest) => Assert.Empty(Schema.Problems("v1.Machine", JsonNode.Parse(manifest)!));

    [Theory]
    [InlineData(".spec: is missing", """{ "kind": "Machine" }""")]
    [InlineData(".colour: is not known", """{ "spec": {}, "colour": "red" }""")]
    [InlineData(".spec.core: is not known", """{ "spec": { "core": 4 } }""")]
    [InlineData(".spec.cores: '4' is no integer", """{ "spec": { "cores": "4" } }""")]
    [InlineData(".spec.cores: '1.5' is no integer", """{ "spec": { "cores": 1.5 } }""")]
    [InlineData(".spec.cores: '4294967296' is no int32", """{ "spec": { "cores": 4294967296 } }""")]
    [InlineData(".spec.isOn: 'yes' is no boolean", """{ "spec": { "isOn": "yes" } }""")]
    [InlineData(".spec.memory: '16 GB' is no quantity", """{ "spec": { "memory": "16 GB" } }""")]
    [InlineData(".spec.disks[1].name: is missing", """{ "spec": { "disks": [{ "name": "a" }, {}] } }""")]
    [InlineData(".spec.disks[0].name: '1' is no string", """{ "spec": { "disks": [{ "name": 1 }] } }""")]
    [InlineData(".spec.policy: 'Sometimes' is none of [\"Always\",\"Never\"]", """{ "spec": { "policy": "Sometimes" } }""")]
    [InlineData(".labels.any: '1' is no string", """{ "spec": {}, "labels": { "any": 1 } }""")]
    [InlineData(".kind: '' is no string", """{ "spec": {}, "kind": null }""")]
    public void What_is_wrong_is_found_where_it_is(string problem, string manifest) => Assert.Contains(problem, Schema.Problems("v1.Machine", JsonNode.Parse(manifest)!));

    [Theory]
    [InlineData("v1.Odd", ": keyword 'oneOf' is not known")]
    [InlineData("v1.Other", ": there is no definition 'v1.Other'")]
    public void A_schema_that_is_not_understood_is_a_problem(string definition, string problem) => Assert.Equal([problem], Schema.Problems(definition, new JsonObject()));
}
