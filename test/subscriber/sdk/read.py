"""Reads public records as a subscriber in Python: the official SDK of CloudEvents, jsonschema, and classes generated from the schemas.

Arguments: the folder of the schemas, a file of records, one JSON object a line. Prints one JSON object a line.
"""

import json
import sys
import tempfile
from pathlib import Path

from cloudevents.core.bindings.kafka import KafkaMessage, from_kafka_event
from datamodel_code_generator import DataModelType, InputFileType, generate
from datamodel_code_generator.format import Formatter
from jsonschema import Draft202012Validator

schemas, records = Path(sys.argv[1]), Path(sys.argv[2])
classes = {}


def class_of(dataschema: str):
    """The class that generated code has for a schema, by the name that the schema gives it."""
    if dataschema not in classes:
        _, _, _, name, version = dataschema.split(":")
        path = schemas / f"{name}.{version}.json"
        if not path.exists():
            return None, None
        with tempfile.TemporaryDirectory() as folder:
            output = Path(folder) / "model.py"
            generate(
                path,
                input_file_type=InputFileType.JsonSchema,
                output=output,
                output_model_type=DataModelType.PydanticV2BaseModel,
                formatters=[Formatter.BUILTIN],
            )
            scope = {"__name__": f"generated_{name}"}
            exec(compile(output.read_text(), name, "exec"), scope)
        scope[name].model_rebuild(_types_namespace=scope)
        classes[dataschema] = (scope[name], Draft202012Validator(json.loads(path.read_text())))
    return classes[dataschema]


for line in records.read_text().splitlines():
    record = json.loads(line)
    headers = {name: value.encode() for name, value in record["headers"].items()}
    event = from_kafka_event(KafkaMessage(headers=headers, key=record["key"], value=record["value"].encode()))
    data = event.get_data()
    model, validator = class_of(event.get_dataschema())
    if model is None:
        # A new type, or a record about the log. A subscriber that keeps state has to go back at EpochBegan.
        print(json.dumps({"type": event.get_type(), "subject": event.get_subject(), "publicversion": event.get_extension("publicversion")}))
        continue
    errors = [error.message for error in validator.iter_errors(data)]
    read = json.loads(model.model_validate(data).model_dump_json(by_alias=True, exclude_unset=True))
    print(
        json.dumps(
            {
                "type": event.get_type(),
                "subject": event.get_subject(),
                "publicversion": event.get_extension("publicversion"),
                "class": model.__name__,
                "errors": errors,
                "fields": sorted(read),
            }
        )
    )
