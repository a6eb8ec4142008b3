"""Controls as Streamlit's own widgets (and ours for the matrix)."""

from __future__ import annotations

from typing import Any

import streamlit as st

from explorer.controls import Control, Data, Expression, Seed, Text, jsonable
from explorer.controls.base import ControlError, clipped
from explorer.controls.csv_files import DECIMALS, LARGEST_FILE, Asked, DataError, Reading, read
from explorer.controls.csv_separators import SEPARATORS
from explorer.controls.data import unpack
from explorer.lesson import Lesson
from explorer.page.components import mount
from explorer.page.session import session
from explorer.text import literal
from mathcore.common.expressions import ExpressionError, parse

OWN = "own"  # the choice of a Data control's list that stands for the reader's file


def show(lesson: Lesson, control: Control) -> None:
    """Draw the control's widget; its value is in the session under the control's name."""
    widget = control.widget()
    options: dict[str, Any] = dict(widget.options)
    tip = control.help or None
    match widget.kind:
        case _ if control.component:
            _editor(lesson, control, options)
        case "seed":
            assert isinstance(control, Seed)
            _seed(control, options)
        case "data":
            assert isinstance(control, Data)
            _data(control, options)
        case "segmented_control" | "grid" as kind:
            with st.container(key=f"{control.name}-{'grid' if kind == 'grid' else 'row'}"):
                st.segmented_control(
                    control.label, key=control.name, help=tip, required=True, width="stretch", **options
                )
        case kind:
            getattr(st, kind)(control.label, key=control.name, help=tip, **options)
    if isinstance(control, Expression):
        _understood(control, st.session_state[control.name])
    if isinstance(control, (Expression, Text)) and control.examples:
        _examples(control)


def _set(name: str, value: Any) -> None:
    st.session_state[name] = value


def _understood(control: Expression, text: str) -> None:
    """A function that is not one of the lesson's own, as it was read, and how what could mean two things is written."""
    if text in (control.default, *control.examples):
        return
    try:
        formula = parse(text, control.variables)
    except ExpressionError:  # the page says elsewhere what is wrong with it
        return
    st.caption("\n\n".join([f"Read as ${formula.understood}$.", *map(literal, formula.remarks)]))


def _examples(control: Expression | Text) -> None:
    with st.container(horizontal=True, gap="small", key=f"{control.name}-examples"):
        for text in control.examples:
            st.button(
                literal(text), key=f"{control.name}-{text}", type="tertiary", on_click=_set, args=(control.name, text)
            )


def _seed(control: Seed, options: dict[str, Any]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{control.name}-row"):
        st.number_input(control.label, key=control.name, help=control.help or None, **options)
        st.button(
            "Reshuffle",
            key=f"{control.name}-next",
            icon=":material/casino:",
            help="Deal new random numbers",
            on_click=lambda: _set(control.name, control.after(st.session_state[control.name])),
        )


def _editor(lesson: Lesson, control: Control, options: dict[str, Any]) -> None:
    key = f"{control.name}-editor"

    def taken() -> None:
        value = st.session_state[key].get("value")
        if value is not None:
            _set(control.name, control.check(value))

    data = {
        "slug": lesson.slug,
        "name": control.name,
        "key": key,
        "label": control.label,
        "help": control.help,
        "value": jsonable(st.session_state[control.name]),
        **{name: value for name, value in control.describe().items() if name not in ("initial", "kind")},
        **options,
    }
    mount(control.component, key=key, data=data, on_value_change=taken)


def _data(control: Data, options: dict[str, Any]) -> None:
    """A list of the built-in sets and, where the lesson takes them, the reader's own columns.

    The state is the session's value under the control's name; the list and the file only lead to it. The reader's
    file itself is not kept: its numbers are in the value, and so in the link.
    """
    name, source = control.name, f"{control.name}-source"
    value = st.session_state[name]
    st.session_state[source] = OWN if value not in control.options else st.session_state.get(source, value)
    if value in control.options and st.session_state[source] != OWN:
        st.session_state[source] = value

    def chosen() -> None:
        if st.session_state[source] != OWN:
            _set(name, st.session_state[source])

    names = {key: control.options[key] for key in control.options}
    if control.own:
        names[OWN] = "Your own CSV file"
    st.selectbox(
        control.label,
        list(names),
        format_func=names.__getitem__,
        key=source,
        help=control.help or None,
        on_change=chosen,
    )
    if st.session_state[source] != OWN:
        return
    if value not in control.options:
        own = unpack(value)
        names_of = ", ".join(literal(clipped(name, 30)) for name in own.columns)
        st.caption(f"Yours: {names_of}, {len(own.values):,} rows. The link carries them.")
    file = st.file_uploader(
        "CSV file",
        type=["csv", "txt", "tsv"],
        key=f"{name}-file",
        max_upload_size=20,
        help=f"A row of column names and rows of numbers; at most {LARGEST_FILE // 1_000_000} MB.",
    )
    if file is not None:
        _from_file(control, file)


def _from_file(control: Data, file: Any) -> None:
    try:
        reading = read(file.getvalue(), _asked(control))
        if len(reading.table.columns) < control.own:
            raise DataError(
                f"This lesson needs {control.own} columns of numbers; the file has {len(reading.table.columns)}."
            )
    except DataError as error:
        st.error(literal(str(error)))
        _otherwise(control)
        return
    _preview(reading)
    _otherwise(control)
    columns = list(reading.table.columns)
    numbers = [name for name in columns if name not in reading.levels]
    offered = [columns if control.most_groups(k) else numbers for k in range(control.own)]
    picked: list[str] = []
    for k, names in enumerate(offered):
        fitting = [name for name, found in reading.levels.items() if len(found) <= control.most_groups(k)]
        label = "Column" if control.own == 1 else f"Column {k + 1}"
        first = names.index(fitting[0]) if fitting else min(k, len(names) - 1)
        picked.append(st.selectbox(label, names, index=first, key=f"{control.name}-column-{k}"))

    def use() -> None:
        try:
            value, note = control.pack_columns(reading, picked)
            value = control.check(value)
        except (DataError, ControlError) as error:
            session().said = [str(error)]
            return
        session().said = [note + "."] if note else []
        _set(control.name, value)

    st.button("Draw these numbers", key=f"{control.name}-use", type="primary", on_click=use)


FOUND = "as found"
FIRST_ROW = {True: "names", False: "numbers"}
NOTES = {True: "kept as data", False: "left out"}


def _preview(reading: Reading) -> None:
    """The first rows as they were understood, and what was left out."""
    table = reading.table.head(5).copy()
    for name, names in reading.levels.items():
        table[name] = [names[int(code)] if code == code else None for code in table[name]]
    how = f"Between cells: {SEPARATORS[reading.separator]}. Decimal mark: {DECIMALS[reading.decimal]}. "
    st.caption(
        f"{len(reading.table):,} rows. {how}First row: {FIRST_ROW[reading.header]}."
        + "".join(f"\n- {literal(sentence)}." for sentence in reading.said)
    )
    st.dataframe(table, hide_index=True, height="content")


def _otherwise(control: Data) -> None:
    """The choices to correct how the file was read."""
    with st.expander("Read it otherwise"):
        for part, label, names in _ways():
            st.selectbox(label, [FOUND, *names.values()], key=f"{control.name}-{part}")


def _ways() -> list[tuple[str, str, dict[Any, str]]]:
    return [
        ("separator", "Between cells", dict(SEPARATORS)),
        ("decimal", "Decimal mark", dict(DECIMALS)),
        ("header", "First row", dict(FIRST_ROW)),
        ("notes", "Notes, totals, units", dict(NOTES)),
    ]


def _asked(control: Data) -> Asked:
    """What the reader chose in `_otherwise`."""
    chosen: dict[str, Any] = {}
    for part, _, names in _ways():
        said = st.session_state.get(f"{control.name}-{part}", FOUND)
        chosen[part] = next((key for key, name in names.items() if name == said), None)
    return Asked(**chosen)
