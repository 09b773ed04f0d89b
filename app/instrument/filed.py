"""An instrument as a file: YAML in the words of XLSForm, which `load` reads as the same instrument again."""

from typing import Any

import yaml

from app.instrument.schema import Instrument
from app.instrument.written import written

WIDTH = 120


def filed(instrument: Instrument) -> str:
    """The text of its file; its comments, if it had any, are not part of an instrument."""
    document = instrument.document()
    content = {"instrument": document.pop("name"), **document}
    content["survey"] = [_section(section) for section in content["survey"]]
    return yaml.dump(content, allow_unicode=True, sort_keys=False, width=WIDTH)


def _section(section: dict[str, Any]) -> dict[str, Any]:
    items = [_item(item) for item in section.pop("items")]
    made = {"section": section.pop("name"), **section}
    return _expressed(made) | {"items": items}


def _item(item: dict[str, Any]) -> dict[str, Any]:
    listed = item.pop("choice_list", None)
    return _expressed({**item, "type": f"{item['type']} {listed}" if listed else item["type"]})


def _expressed(part: dict[str, Any]) -> dict[str, Any]:
    return part | {key: written(part[key]) for key in ("relevant", "constraint") if key in part}
