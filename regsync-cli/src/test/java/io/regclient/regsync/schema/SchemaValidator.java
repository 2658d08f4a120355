// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.util.List;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads files as an editor does that knows nothing but a JSON Schema. */
public final class SchemaValidator {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(VersionFlag.V202012);

    private final JsonSchema schema;

    private SchemaValidator(JsonSchema schema) {
        this.schema = schema;
    }

    public static SchemaValidator of(String schema) throws JsonProcessingException {
        return new SchemaValidator(SCHEMAS.getSchema(JSON.readTree(schema)));
    }

    /** What is wrong with a schema itself. */
    public static List<String> problemsOfSchema(String schema) throws JsonProcessingException {
        JsonSchema draft = SCHEMAS.getSchema(SchemaLocation.of(VersionFlag.V202012.getId()));
        return texts(draft, JSON.readTree(schema));
    }

    /**
     * What is wrong with a file.
     *
     * @param merges apply merge keys; an editor may leave them as they are
     */
    public List<String> problems(String yaml, boolean merges) {
        LoaderOptions options = new LoaderOptions();
        Yaml reader = new Yaml(
                new SafeConstructor(options),
                new Representer(new DumperOptions()),
                new DumperOptions(),
                options,
                new CoreSchema(merges));
        Object tree = reader.load(yaml);
        return texts(schema, JSON.valueToTree(tree));
    }

    public List<String> problemsOfJson(String json) throws JsonProcessingException {
        return texts(schema, JSON.readTree(json));
    }

    private static List<String> texts(JsonSchema schema, JsonNode node) {
        return schema.validate(node).stream().map(ValidationMessage::getMessage).toList();
    }

    /** The words of YAML 1.2: off and yes are texts, 1:30 is no number. */
    private static final class CoreSchema extends Resolver {

        CoreSchema(boolean merges) {
            add(merges);
        }

        @Override
        protected void addImplicitResolvers() {
            // the constructor of the parent calls this too early
        }

        private void add(boolean withMerges) {
            addImplicitResolver(Tag.BOOL, Pattern.compile("true|True|TRUE|false|False|FALSE"), "tTfF");
            addImplicitResolver(Tag.INT, Pattern.compile("[-+]?[0-9]+"), "-+0123456789");
            addImplicitResolver(Tag.FLOAT, Pattern.compile("[-+]?[0-9]+\\.[0-9]*"), "-+0123456789");
            addImplicitResolver(Tag.NULL, Pattern.compile("~|null|Null|NULL| "), "~nN\0");
            addImplicitResolver(Tag.NULL, Pattern.compile("^$"), null);
            if (withMerges) {
                addImplicitResolver(Tag.MERGE, Pattern.compile("<<"), "<");
            }
        }
    }
}
