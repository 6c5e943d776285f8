"""Each rule has a case that fires and one that does not, and says what a person would say."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.checks import Finding, run
from offices import Office, figure

MONEY = [
    figure("assigned", "82,75 nghìn tỷ đồng", "budget.assigned", locator="note 2"),
    figure("allocated", "71 nghìn tỷ đồng", "budget.allocated", locator="note 2"),
    figure("disbursed", "8,7 nghìn tỷ đồng", "budget.disbursed", locator="note 2"),
]
RATE = "budget.rate_of_allocated"


def declared(office, period: str | None = None) -> list[Finding]:
    """The findings of declared checks."""
    return [found for found in run(office.view(period)) if not found.check.startswith("auto:")]


def one(office) -> Finding:
    found = declared(office)
    assert len(found) == 1, found
    return found[0]


# ---------------------------------------------------------------------- percentages


def test_share(office) -> None:
    sheet = office.document().figures(*MONEY, figure("rate", "21%", RATE, locator="note 2"))
    sheet.check(rule="share", figure=".rate", part=".disbursed", whole=".allocated")
    found = one(office)
    assert found.message_vi == (
        "Văn bản nêu tỷ lệ giải ngân so với số đã phân bổ là 21%; tính lại từ 8,7/71 nghìn tỷ đồng là 12,3%."
    )
    assert found.message_en == (
        "The document states 21% for the disbursement rate on the allocated amount; 8.7 of 71 "
        "trillion dong is 12.3%."
    )
    assert (found.rule, found.severity, found.stated, found.expected) == (
        "share",
        "discrepancy",
        "21%",
        "12,3%",
    )
    assert (found.document, found.locator, found.check) == ("1-tb-vpcp", "note 2", "c")
    assert found.figures == ("tb1.rate", "tb1.disbursed", "tb1.allocated")
    sheet.figures(*MONEY, figure("rate", "12,3%", RATE))
    assert declared(office) == []


def test_fraction(office) -> None:
    sheet = office.document()
    part = figure("pilot", "28/99", "products.count", dimensions="group=strategic;stage=pilot")
    sheet.check(rule="fraction", figure=".share", of=".pilot")
    of_strategic = {"dimensions": "group=strategic;stage=pilot"}
    sheet.figures(part, figure("share", "37%", "products.share", **of_strategic))
    found = one(office)
    assert "28/99 sản phẩm là 28,3%" in found.message_vi and "28 of 99 products is 28.3%" in found.message_en
    assert found.severity == "discrepancy"
    sheet.figures(part, figure("share", "28%", "products.share", **of_strategic))
    assert declared(office) == []


def test_a_cut_percentage_is_a_rounding(office) -> None:
    sheet = office.document().check(rule="fraction", figure=".rate", of=".done")
    done = figure("done", "580/782", "procedures.restructured")
    sheet.figures(done, figure("rate", "74,16%", "procedures.restructured_rate"))
    found = one(office)
    assert (found.severity, found.expected) == ("rounding", "74,17%")
    assert "580/782 thủ tục là 74,169%, làm tròn là 74,17%" in found.message_vi
    assert "74.169%, which rounds to 74.17%: the document cut the rest off" in found.message_en


@pytest.fixture(scope="module")
def fractions(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.tables.build.validate", lambda tables: None)
        yield Office(tmp_path_factory.mktemp("fractions"))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 900), st.integers(0, 900), st.integers(0, 2), st.integers(-3, 3))
def test_from_sheet_to_finding_a_percentage_is_told_when_it_is_off(
    fractions, whole, rest, decimals, units
) -> None:
    """The whole way: tokens in a sheet, through the build, to a finding or none."""
    part, whole = whole, whole + rest
    thousandths = (part * 100 * 10**decimals * 2 + whole) // (2 * whole) + units  # half up, in the last place
    if not 0 <= thousandths <= 100 * 10**decimals:
        return
    digits = f"{thousandths:0{decimals + 1}d}"
    token = f"{digits[:-decimals]},{digits[-decimals:]}%" if decimals else f"{digits}%"
    sheet = fractions.document().check(rule="fraction", figure=".rate", of=".done")
    sheet.figures(
        figure("done", f"{part}/{whole}", "procedures.restructured"),
        figure("rate", token, "procedures.restructured_rate"),
    )
    found = declared(fractions)
    if units == 0:
        assert found == []
    elif abs(units) > 1:
        assert [each.severity for each in found] == ["discrepancy"]


# ---------------------------------------------------------------------- sums


def parts(*numbers: int) -> list[dict[str, str]]:
    names = (
        "bo-y-te",
        "bo-tai-chinh",
        "bo-noi-vu",
        "bo-cong-an",
        "bo-tu-phap",
        "bo-xay-dung",
        "bo-quoc-phong",
    )
    return [figure(name, str(number), agency=name) for name, number in zip(names, numbers, strict=False)]


def test_total(office) -> None:
    sheet = office.document().check(rule="total", total=".all", parts=[".bo-y-te", ".bo-tai-chinh"])
    sheet.figures(figure("all", "73"), *parts(30, 4))
    found = one(office)
    assert found.message_vi.startswith("Văn bản nêu 73 nhiệm vụ quá hạn")
    assert found.message_vi.endswith("; cộng các số thành phần 30 + 4 được 34.")
    assert found.message_en.startswith("The document states 73 overdue tasks")
    assert found.message_en.endswith("; the parts 30 + 4 sum to 34.")
    assert (found.severity, found.stated, found.expected) == ("discrepancy", "73", "34")
    sheet.figures(figure("all", "34"), *parts(30, 4))
    assert declared(office) == []


def test_total_of_many_overlapping_parts_gives_both_numbers(office) -> None:
    names = [row["id"] for row in parts(1, 2, 3, 4, 5, 6, 7)]
    sheet = office.document().check(
        rule="total", total=".all", parts=[f".{name}" for name in names], overlap=True
    )
    sheet.figures(figure("all", "20"), *parts(1, 2, 3, 4, 5, 6, 7))
    found = one(office)
    assert (
        "cộng 7 số thành phần được 28. Các số thành phần có thể trùng nhau, nên nêu cả hai số."
        in found.message_vi
    )
    assert "the 7 parts sum to 28. The parts can overlap, so both numbers are given." in found.message_en


def test_total_of_money_within_rounding(office) -> None:
    sheet = office.document().check(rule="total", total=".all", parts=[".central", ".local"])
    levels = [
        figure("central", "70,3 nghìn tỷ đồng", "budget.approved", dimensions="level=central"),
        figure("local", "25 nghìn tỷ đồng", "budget.approved", dimensions="level=local"),
    ]
    sheet.figures(figure("all", "95,8 nghìn tỷ đồng", "budget.approved", dimensions="level=all"), *levels)
    found = one(office)
    assert (found.severity, found.expected) == ("rounding", "95,3")
    assert "70,3 + 25 được 95,3 nghìn tỷ đồng. Chênh lệch nằm trong phạm vi làm tròn." in found.message_vi
    assert "sum to 95.3 trillion dong. The difference is within rounding." in found.message_en
    sheet.figures(figure("all", "99 nghìn tỷ đồng", "budget.approved", dimensions="level=all"), *levels)
    assert one(office).severity == "discrepancy"


@pytest.mark.parametrize("how", [{"rule": "total", "of": "denominator"}, {"rule": "sum_denominators"}])
def test_sum_of_denominators(office, how) -> None:
    sheet = office.document().check(total=".all", parts=[".health", ".finance"], **how)
    done = [
        figure("health", "5/20", "procedures.restructured", agency="bo-y-te"),
        figure("finance", "9/22", "procedures.restructured", agency="bo-tai-chinh"),
    ]
    sheet.figures(figure("all", "14/40", "procedures.restructured"), *done)
    found = one(office)
    assert "tức tổng số là 40; cộng các mẫu số 20 + 22 được 42." in found.message_vi
    assert "40 in all; the denominators 20 + 22 sum to 42." in found.message_en
    assert found.expected == "42"
    sheet.figures(figure("all", "14/42", "procedures.restructured"), *done)
    assert declared(office) == []
    sheet.figures(figure("all", "42", "procedures.in_scope"), *done)
    assert declared(office) == []


def test_complement(office) -> None:
    sheet = office.document().check(rule="complement", figures=[".yes", ".no"])
    yes = figure("yes", "10/15", "reporting.reported", dimensions="respondents=ministry")
    no = {"indicator": "reporting.not_reported", "dimensions": "respondents=ministry"}
    sheet.figures(yes, figure("no", "06/15", **no))
    found = one(office)
    assert found.message_vi.endswith(": cộng lại là 16 trên tổng số 15.")
    assert found.message_en.endswith(": together 16 out of 15.")
    assert (found.stated, found.expected) == ("10/15 + 06/15", "15")
    sheet.figures(yes, figure("no", "05/16", **no))
    assert "complementary ratios of different totals" in one(office).message_en
    sheet.figures(yes, figure("no", "05/15", **no))
    assert declared(office) == []


def test_remainder(office) -> None:
    sheet = office.document()
    done = figure("done", "585/786", "procedures.restructured")
    for keys in ({"of": "denominator"}, {"whole": ".scope"}):
        sheet.check(rule="remainder", figure=".rest", part=".done", **keys)
        scope = figure("scope", "786", "procedures.in_scope")
        sheet.figures(done, scope, figure("rest", "290", "procedures.not_restructured"))
        found = one(office)
        assert found.message_vi == "Văn bản nêu 290 thủ tục hành chính chưa tái cấu trúc; 786 − 585 là 201."
        assert (found.severity, found.expected) == ("discrepancy", "201")
        sheet.figures(done, scope, figure("rest", "201", "procedures.not_restructured"))
        assert declared(office) == []


def test_at_most(office) -> None:
    sheet = office.document().check(rule="at_most", figure=".bo-y-te", limit=".all")
    sheet.figures(figure("all", "9"), *parts(10))
    found = one(office)
    assert "nhiều hơn 9 nhiệm vụ" in found.message_vi and "more than 9 overdue tasks" in found.message_en
    assert found.figures == ("tb1.bo-y-te", "tb1.all") and found.expected == "≤ 9"
    sheet.check(rule="at_most", figure=".bo-y-te", limit=9.5)
    assert one(office).message_en.endswith("more than 9.5.")
    sheet.check(rule="at_most", figure=".bo-y-te", limit=10)
    assert declared(office) == []


# ---------------------------------------------------------------------- lists


def test_listed_agencies(office) -> None:
    sheet = office.document().figures(
        figure("n", "06/15", "reporting.not_reported", dimensions="respondents=ministry")
    )
    sheet.groups(reporting__not_reported="bo-y-te bo-tai-chinh ha-noi")
    sheet.check(rule="listed", figure=".n", list="reporting.not_reported", kind=["ministry", "ministerial"])
    found = one(office)
    assert found.message_vi.endswith("nhưng chỉ liệt kê 2: Bộ Y tế và Bộ Tài chính.")
    assert found.message_en.endswith("but lists only 2: Health and Finance.")
    assert (found.stated, found.expected) == ("06/15", "2")
    sheet.figures(figure("n", "1", "reporting.not_reported", dimensions="respondents=ministry"))
    assert "but lists 2" in one(office).message_en  # not "only"
    sheet.figures(figure("n", "02/15", "reporting.not_reported", dimensions="respondents=ministry"))
    assert declared(office) == []
    sheet.check(rule="listed", figure=".n", list="reporting.not_reported")
    assert one(office).expected == "3"
    sheet.check(rule="listed", figure=".n", list="reporting.not_reported", kind="province")
    assert one(office).expected == "1"


def test_listed_registers_and_figures(office) -> None:
    sheet = office.document().figures(figure("n", "3", "overdue.long_tasks"), *parts(1, 2))
    sheet.tasks(("", "31/5/2025"), ("", "31/5/2025")).databases(
        ("criteria", "a", "1/19"), ("connection", "b", "2/19")
    )
    sheet.check(rule="listed", figure=".n", register="tasks")
    assert one(office).expected == "2"
    sheet.check(rule="listed", figure=".n", register="databases", where={"list": "criteria"})
    assert one(office).expected == "1"
    sheet.check(rule="listed", figure=".n", figures=[".bo-y-te", ".bo-tai-chinh"])
    assert one(office).figures == ("tb1.n", "tb1.bo-y-te", "tb1.bo-tai-chinh")
    sheet.figures(figure("n", "02", "overdue.long_tasks"), *parts(1, 2))
    sheet.check(rule="listed", figure=".n", register="tasks")
    assert declared(office) == []


def test_listed_in_another_document_than_the_number(office) -> None:
    office.document("1-tb", "tb1", "2026-05-10").figures(figure("n", "3", "overdue.long_tasks"))
    later = office.document("2-tb", "tb2", "2026-06-24").tasks(("", "31/5/2025"))
    later.check(rule="listed", figure="tb1.n", register="tasks")
    found = one(office)
    assert (
        found.message_vi.startswith("Văn bản số 1/TB-VPCP nêu 3")
        and "số 2/TB-VPCP liệt kê 1" in found.message_vi
    )
    assert (
        found.message_en.startswith("Document 1/TB-VPCP states 3") and "2/TB-VPCP lists 1" in found.message_en
    )


def test_disjoint(office) -> None:
    sheet = office.document().figures(figure("n", "2", "products.agencies", dimensions="answer=has"))
    sheet.groups(
        reporting__not_reported="ha-noi hue da-nang",
        products__has="hue ha-noi lao-cai",
        products__none="lai-chau",
    )
    lists = ["1-tb-vpcp:reporting.not_reported", "1-tb-vpcp:products.has", "products.none"]
    sheet.check(rule="disjoint", lists=lists, figures=[".n"])
    found = one(office)
    assert (
        found.message_vi
        == "2 đơn vị vừa được nêu là chưa gửi báo cáo, vừa được nêu là có sản phẩm: Hà Nội và Huế."
    )
    assert (
        found.message_en
        == "2 agencies are listed both as not having reported and as having products: Ha Noi and Hue."
    )
    assert (found.locator, found.figures, found.stated) == ("I/¶3", ("tb1.n",), None)
    sheet.groups(reporting__not_reported="da-nang", products__has="hue", products__none="lai-chau")
    assert declared(office) == []


def test_disjoint_across_documents_names_them(office) -> None:
    office.document("1-tb", "tb1", "2026-05-10").groups(procedures__complete="bo-y-te")
    office.document("2-tb", "tb2").groups(procedures__incomplete_note_13="bo-y-te").check(
        rule="disjoint",
        lists=["1-tb:procedures.complete", "2-tb:procedures.incomplete_note_13"],
        severity="gap",
    )
    found = one(office)
    assert found.severity == "gap" and found.document == "2-tb"
    assert (
        "(1/TB-VPCP)" in found.message_vi and "1 agency is listed both as having finished" in found.message_en
    )


# ---------------------------------------------------------------------- the same quantity


def test_same(office) -> None:
    sheet = office.document().check(rule="same", figures=[".a", ".b"])
    first = figure("a", "580/782", "procedures.restructured", locator="II.3/¶6")
    sheet.figures(first, figure("b", "585/786", "procedures.restructured", locator="note 13"))
    found = one(office)
    assert found.message_vi == (
        "Thủ tục hành chính đã tái cấu trúc được nêu không thống nhất: 580/782 (mục II.3, đoạn 6) "
        "và 585/786 (chú thích 13)."
    )
    assert (found.stated, found.expected, found.severity) == ("580/782", "585/786", "discrepancy")
    sheet.figures(first, figure("b", "580/782", "procedures.restructured"))
    assert declared(office) == []


def test_same_with_a_break_of_series(office) -> None:
    office.document("1-tb", "tb1", "2026-03-10").figures(figure("a", "125"))
    later = office.document("2-tb", "tb2").figures(figure("a", "73"))
    later.check(
        rule="same",
        figures=["tb1.a", ".a"],
        series_break=True,
        note={"vi": "Phạm vi khác.", "en": "Another scope."},
    )
    found = one(office)
    assert (found.severity, found.document, found.stated, found.expected) == ("break", "2-tb", "73", "125")
    assert found.message_vi.endswith("không cùng phạm vi tính nên không so sánh được. Phạm vi khác.")
    assert "73 (2/TB-VPCP, item I, paragraph 1) and 125 (1/TB-VPCP, item I, paragraph 1)" in found.message_en
    assert found.message_en.endswith("so they cannot be compared. Another scope.")


def test_an_agency_and_a_database_are_named(office) -> None:
    sheet = office.document().figures(figure("a", "5", agency="bo-y-te"), figure("b", "6", agency="bo-y-te"))
    sheet.databases(("criteria", "y-te", "12/19"))
    sheet.check(rule="same", figures=[".a", ".b"])
    assert "của Bộ Y tế được nêu không thống nhất" in one(office).message_vi
    assert "(Health): stated differently" in one(office).message_en
    sheet.check(rule="at_most", figure=".database.y-te", limit=11)
    assert "số tiêu chí đạt của CSDL y-te là 12/19" in one(office).message_vi
