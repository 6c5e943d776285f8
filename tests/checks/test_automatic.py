"""Checks that run by themselves: each has a case that fires and one that does not."""

import pytest

from analysis.checks import Finding, run
from analysis.checks.automatic import CHECKS
from analysis.vocabulary.agencies import agencies
from offices import figure


def found(office, rule: str) -> list[Finding]:
    return [each for each in run(office.view()) if each.check == f"auto:{rule}"]


def ids(kind: str) -> list[str]:
    return [agency.id for agency in agencies().values() if agency.kind == kind]


def test_every_check_is_tried_here() -> None:
    tried = {name.removeprefix("test_") for name in globals() if name.startswith("test_")}
    assert {check.__name__ for check in CHECKS} <= tried


def test_percent_range(office) -> None:
    sheet = office.document().figures(figure("a", "120%", "products.share", dimensions="group=strategic"))
    [one] = found(office, "percent_range")
    assert (one.severity, one.stated, one.figures, one.expected) == (
        "discrepancy",
        "120%",
        ("tb1.a",),
        "0–100%",
    )
    assert "là 120%; tỷ lệ này chỉ có thể từ 0 đến 100%" in one.message_vi
    sheet.figures(figure("a", "90-120%", "research.university_share"))
    assert len(found(office, "percent_range")) == 1
    sheet.figures(
        figure("a", "100%", "products.share", dimensions="group=strategic"),
        figure("b", "120%", "technology.ecommerce_growth"),
    )  # growth may well exceed 100 %
    assert found(office, "percent_range") == []


def test_ratio_range(office) -> None:
    sheet = office.document().figures(
        figure("a", "16/15", "reporting.reported", dimensions="respondents=ministry")
    )
    [one] = found(office, "ratio_range")
    assert (one.stated, one.expected) == (
        "16/15",
        "≤ 15",
    ) and "the part is larger than the whole" in one.message_en
    sheet.figures(figure("a", "15/15", "reporting.reported", dimensions="respondents=ministry"))
    assert found(office, "ratio_range") == []


def test_criteria_range(office) -> None:
    sheet = office.document().databases(
        ("criteria", "a", "20/19"), ("criteria", "b", "3/17"), ("criteria", "c", "19/19")
    )
    first, second = found(office, "criteria_range")
    assert first.figures == ("tb1.database.a",) and second.figures == ("tb1.database.b",)
    assert first.message_vi == "CSDL a: văn bản nêu đạt 20/19 tiêu chí, trong khi bộ tiêu chí có 19 tiêu chí."
    assert found(office, "ratio_range") == []  # told once
    sheet.databases(("criteria", "c", "19/19"))
    assert found(office, "criteria_range") == []


def budget(assigned: str, allocated: str, disbursed: str) -> list[dict[str, str]]:
    return [
        figure(name, f"{amount} nghìn tỷ đồng", f"budget.{name}")
        for name, amount in (("assigned", assigned), ("allocated", allocated), ("disbursed", disbursed))
    ]


def test_budget_chain(office) -> None:
    approved = figure("approved", "95 nghìn tỷ đồng", "budget.approved", dimensions="level=all")
    sheet = office.document().figures(approved, *budget("82,75", "71", "72"))
    [one] = found(office, "budget_chain")
    assert one.figures == ("tb1.disbursed", "tb1.allocated") and one.severity == "discrepancy"
    assert one.message_vi.endswith("đã giải ngân 72 nghìn tỷ đồng, nhiều hơn đã phân bổ 71 nghìn tỷ đồng.")
    assert one.message_en.endswith("72 trillion dong disbursed, more than 71 trillion dong allocated.")
    sheet.figures(approved, *budget("96", "97", "1"))
    assert [each.figures[0] for each in found(office, "budget_chain")] == ["tb1.assigned", "tb1.allocated"]
    central = figure("central", "70 nghìn tỷ đồng", "budget.approved", dimensions="level=central")
    sheet.figures(approved, central, *budget("82,75", "71", "71"))
    assert found(office, "budget_chain") == []


STAGES = (("commercial", "12"), ("pilot", "28"), ("research", "59"))
CHECKS_OF_STAGES = (
    "".join(
        f'[[check]]\nid = "{stage}"\nrule = "fraction"\nfigure = "tb1.share.{stage}"\nof = "tb1.{stage}"\n'
        for stage, _ in STAGES
    )
    + '[[check]]\nid = "t"\nrule = "total"\ntotal = "tb1.all"\n'
    + 'parts = ["tb1.commercial", "tb1.pilot", "tb1.research"]\n'
)


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        (("12%", "37%", "60%"), "12 + 37 + 60 = 109%"),
        (("12%", "28%", "60%"), None),
        (("13%", "28%", "60%"), None),
    ],
)
def test_share_parts(office, shares, told) -> None:
    rows = [figure("all", "99", "products.count", dimensions="group=strategic")]
    for (stage, count), share in zip(STAGES, shares, strict=True):
        where = {"dimensions": f"group=strategic;stage={stage}"}
        rows += [
            figure(stage, f"{count}/99", "products.count", **where),
            figure(f"share.{stage}", share, "products.share", **where),
        ]
    office.document().figures(*rows).checks(CHECKS_OF_STAGES)
    result = found(office, "share_parts")
    assert [told in each.message_en for each in result] == ([True] if told else [])
    if told:
        assert result[0].figures == ("tb1.share.commercial", "tb1.share.pilot", "tb1.share.research")


def test_figure_dates(office) -> None:
    sheet = office.document(issued="2026-06-24").figures(figure("a", "5", as_of="2026-06-25"))
    [one] = found(office, "figure_dates")
    assert one.severity == "error" and "25/6/2026" in one.message_vi and "24 June 2026" in one.message_en
    sheet.figures(figure("a", "5", as_of="2026-06-24"), figure("plan", "5", as_of="2026"))
    assert found(office, "figure_dates") == []


def test_deadline_dates(office) -> None:
    sheet = office.document(issued="2025-06-09").directives(("trước tháng 6/2025", ""))
    [one] = found(office, "deadline_dates")
    assert (
        one.severity == "discrepancy" and one.stated == "trước tháng 6/2025" and one.expected == "≥ 9/6/2025"
    )
    assert "by 31 May 2025" in one.message_en and "chậm nhất 31/5/2025" in one.message_vi
    sheet.directives(("trong tháng 6/2025", ""), ("ngày 09/6/2025", ""), ("", "monthly"))
    assert found(office, "deadline_dates") == []


def test_a_deadline_within_the_month_a_document_is_dated_by_is_not_early(office) -> None:
    office.document(issued="2026-05").directives(("ngày 02/5/2026", ""))
    assert found(office, "deadline_dates") == []
    office.document(issued="2026-05").directives(("ngày 30/4/2026", ""))
    assert len(found(office, "deadline_dates")) == 1


def test_due_dates(office) -> None:
    sheet = office.document(issued="2026-06-24").tasks(
        ("Văn bản ngày 01/6/2025", "31/5/2025"), ("", "24/6/2026")
    )
    early, open_ = found(office, "due_dates")
    assert (
        "before the text that assigned it (1 June 2025)" in early.message_en
        and early.expected == "≥ 1/6/2025"
    )
    assert (
        "chưa qua khi ban hành văn bản (24/6/2026)" in open_.message_vi and open_.locator == "annex 1/row 2"
    )
    sheet.tasks(("Văn bản ngày 01/6/2025", "01/6/2025"), ("", "23/6/2026"))
    assert found(office, "due_dates") == []


def test_missing_criteria(office) -> None:
    sheet = office.document().databases(
        ("connection", "a", "3/19"), ("connection", "b", ""), ("connection", "c", "")
    )
    [one] = found(office, "missing_criteria")
    assert (
        one.severity == "gap"
        and one.message_vi.endswith(": CSDL b và CSDL c.")
        and one.message_vi.startswith("2 ")
    )
    assert one.message_en == "2 listed databases have no number of criteria met: b database and c database."
    sheet.databases(("connection", "a", "0/19"))  # none met is not the same as not stated
    assert found(office, "missing_criteria") == []


def test_missing_lead(office, monkeypatch) -> None:
    office.document().directives(("", "monthly"), ("", "monthly"))
    assert found(office, "missing_lead") == []
    view = office.view()
    directives = view.directives
    directives["lead"] = [(), ("bo-cong-an",)]
    view._tables["directives"] = directives  # the sheets refuse such a row; other sources of tables may not
    [one] = [each for each in run(view) if each.rule == "missing_lead"]
    assert one.severity == "gap" and one.message_en == "1 task is assigned to no agency: III.1."


def test_missing_deadline(office) -> None:
    sheet = office.document().directives(("", ""), ("", "weekly"), ("trong tháng 7 năm 2026", ""), ("", ""))
    [one] = found(office, "missing_deadline")
    assert one.message_vi == "2 nhiệm vụ được giao không nêu thời hạn: mục III.1 và III.4."
    assert one.message_en == "2 tasks have no deadline: item III.1 and III.4."
    sheet.directives(("", "weekly"), ("trong tháng 7 năm 2026", ""))
    assert found(office, "missing_deadline") == []


def test_missing_agencies(office) -> None:
    provinces = ids("province")
    sheet = office.document().groups(
        reporting__reported=provinces[:20], reporting__not_reported=provinces[20:-2]
    )
    [one] = found(office, "missing_agencies")
    names = [agencies()[agency].short_vi for agency in provinces[-2:]]
    assert one.severity == "gap" and one.message_vi.endswith(f": {' và '.join(names)}.")
    assert "2 of the 34 provinces are in none of the lists on reporting" in one.message_en
    sheet.groups(reporting__reported=provinces[:20], reporting__not_reported=provinces[20:])
    assert found(office, "missing_agencies") == []
    sheet.groups(reporting__reported=provinces[:3])  # a list of three does not claim to name all
    assert found(office, "missing_agencies") == []
    sheet.groups(procedures__complete=provinces[:-2])  # nobody asked every province about this
    assert found(office, "missing_agencies") == []


def test_long_lists_of_names_are_cut(office) -> None:
    provinces = ids("province")
    office.document().groups(products__has=provinces[:18])
    [one] = found(office, "missing_agencies")
    assert "và 4 mục khác." in one.message_vi and "and 4 more." in one.message_en
