"""Products by agency: who answered, who has products on the market, what each is said to have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...indicators.products import LEVELS, Answer, Products
from ...vocabulary.values import Value
from ..chart import Chart
from ..charts import strip
from ..context import Context
from ..display import Exhibit
from ..numbers import NBSP
from ..tables import Column, Row, Table
from .dating import dated
from .findings import finding_notices
from .labels import by_name, capital

_STYLES: dict[str, strip.Style] = {"has": "filled", "none": "empty", "no_answer": "hatched"}


def answers_chart(b: Context, products: Products) -> Chart | None:
    """Who has products, who has none, who has not answered."""
    if not products.answered:
        return None
    has, none, no_answer = products.answers
    names = {
        "has": b.pick("đơn vị có sản phẩm", "agencies have products"),
        "none": b.pick("đơn vị chưa có sản phẩm", "agencies have none yet"),
        "no_answer": b.pick("đơn vị chưa cung cấp thông tin", "agencies gave no information"),
    }
    groups = [
        strip.Group(
            b.shown(a.stated),
            names[a.key],
            [
                (f"{b.shown(v)} {b.label('level', level)}", int(v.amount or 0))
                for level, v in zip(LEVELS, (a.ministries, a.localities), strict=True)
                if v.amount
            ],
            _STYLES[a.key],
        )
        for a in products.answers
    ]
    return Chart(
        b,
        "products-answers",
        b.say(
            vi="{silent} trong {asked} đơn vị chưa cung cấp thông tin về sản phẩm, {none} đơn vị chưa có sản "
            "phẩm",
            en="{silent} of {asked} agencies gave no information on products, and {none} have none yet",
            silent=no_answer.stated,
            asked=products.agencies_asked,
            none=none.stated,
        ),
        b.say(
            vi="Mỗi ô là một bộ, ngành hoặc địa phương; {dated}",
            en="One square is one ministry or locality; {dated}",
            dated=dated(b, has.stated),
        ),
        lambda size: strip.draw(size, groups),
        b.say(
            vi="Dải ô: {has} đơn vị có sản phẩm (gồm {has_m} bộ, ngành và {has_l} địa phương), {none} chưa "
            "có sản phẩm (gồm {none_m} và {none_l}), {silent} chưa cung cấp thông tin (gồm {silent_m} và "
            "{silent_l}).",
            en="Squares: {has} agencies have products ({has_m} ministries and {has_l} localities), {none} "
            "have none ({none_m} and {none_l}), {silent} gave no information ({silent_m} and {silent_l}).",
            has=has.stated,
            has_m=has.ministries,
            has_l=has.localities,
            none=none.stated,
            none_m=none.ministries,
            none_l=none.localities,
            silent=no_answer.stated,
            silent_m=no_answer.ministries,
            silent_l=no_answer.localities,
        ),
        _answers_table(b, products),
    )


def answers_table(b: Context, products: Products) -> Table | None:
    """The groups of answers with the agencies named in each."""
    return _answers_table(b, products) if products.answered else None


def _answers_table(b: Context, products: Products) -> Table:
    rows: list[Row] = []
    for answer in products.answers:
        rows.append(
            Row(
                [
                    b.say(
                        vi=f"{capital(b.label('answer', answer.key))}: {{n}} đơn vị",
                        en=f"{capital(b.label('answer', answer.key))}: {{n}} agencies",
                        n=answer.stated,
                    )
                ],
                "group",
            )
        )
        rows += [
            Row([capital(b.label("level", level)).replace(" ", NBSP), value, _in_a_row(by_name(b, names))])
            for level, value, names in _sides(answer)
            if names
        ]
    return Table(
        b,
        "products-answers",
        b.say(
            vi="Đơn vị theo câu trả lời về sản phẩm, {dated}",
            en="Agencies by answer on products, {dated}",
            dated=dated(b, products.answers[0].stated),
        ),
        [
            Column("level", b.pick("Khối", "Level"), header=True),
            Column("count", b.pick("Số đơn vị", "Number"), "number"),
            Column("agencies", b.pick("Đơn vị", "Agencies"), width="1fr"),
        ],
        rows,
        sheet=b.pick("Trả lời về sản phẩm", "Answers on products"),
    )


def _sides(answer: Answer) -> tuple[tuple[str, Value, tuple[str, ...]], ...]:
    return (
        ("ministry", answer.ministries, answer.listing.ministries),
        ("locality", answer.localities, answer.listing.localities),
    )


def answers_contradictions(b: Context, products: Products) -> Iterator[Exhibit]:
    """Where the lists of agencies disagree with each other."""
    yield from finding_notices(b, [a.stated.id for a in products.answers])


def commercial_table(b: Context, products: Products) -> Table | None:
    """Strategic products on the market by agency."""
    if not products.commercial:
        return None
    rows = [Row([b.agency(v.agency), v]) for v in products.commercial]
    rows.append(Row([b.pick("Cộng", "Sum"), products.commercial_total], "total"))
    return Table(
        b,
        "products-commercial",
        b.say(
            vi="Sản phẩm công nghệ chiến lược đã thương mại, {dated}",
            en="Strategic products on the market, {dated}",
            dated=dated(b, *products.commercial),
        ),
        [
            Column("agency", b.pick("Đơn vị", "Agency"), header=True, width="1fr"),
            Column("count", b.pick("Sản phẩm", "Products"), "number"),
        ],
        rows,
        sheet=b.pick("Sản phẩm thương mại", "On the market"),
    )


def named_table(b: Context, products: Products) -> Table | None:
    """Strategic products of the agencies that a document singles out, with the fields of one of them."""
    if not products.named:
        return None
    rows = []
    for value in products.named:
        rows.append(Row([b.agency(value.agency), value]))
        if products.fields and products.fields[0].agency == value.agency:
            rows += [Row([f"– {b.label('field', f.dimensions['field'])}", f]) for f in products.fields]
    return Table(
        b,
        "products-named",
        b.say(
            vi="Sản phẩm công nghệ chiến lược của các đơn vị được nêu số, {dated}",
            en="Strategic products of the agencies whose number is stated, {dated}",
            dated=dated(b, *products.named),
        ),
        [
            Column("agency", b.pick("Đơn vị", "Agency"), header=True, width="1fr"),
            Column("count", b.pick("Sản phẩm", "Products"), "number"),
        ],
        rows,
        notes=[
            b.pick(
                "Các đơn vị khác có sản phẩm nhưng văn bản không nêu số riêng.",
                "Other agencies have products, but no document states their number.",
            )
        ],
        sheet=b.pick("CNCL theo đơn vị", "Strategic by agency"),
    )


def named_contradictions(b: Context, products: Products) -> Iterator[Exhibit]:
    """Where the agencies' numbers do not add up to what is stated."""
    shown = [*products.named, *products.fields, *products.commercial]
    yield from finding_notices(b, [v.id for v in shown])


def _in_a_row(names: Sequence[str]) -> str:
    """With semicolons when a name itself holds a comma."""
    return ("; " if any("," in name for name in names) else ", ").join(names)
