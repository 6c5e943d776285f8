"""What a synthetic nation states: the same for the same seed, of each agency alone, with gaps and contradictions."""

from __future__ import annotations

import csv
import io
import tomllib
import unicodedata
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.demo import nation, tokens
from analysis.demo.people import MOST, people
from analysis.demo.returns import returned
from analysis.errors import UsageError
from analysis.vocabulary.agencies import CENTRAL, agencies
from analysis.vocabulary.measures import Measure
from analysis.vocabulary.quantities import parse_quantity
from work import calls

NAMES = {a.name_vi for a in agencies().values()} | {a.short_vi for a in agencies().values()}


def figures(demo, agency: str) -> list[dict[str, str]]:
    """What all documents state of an agency."""
    texts = [text for name, text in demo.files.items() if name.endswith("/figures.csv")]
    return [row for text in texts for row in csv.DictReader(io.StringIO(text)) if row["agency"] == agency]


def test_the_same_seed_makes_the_same_bytes_and_another_one_others() -> None:
    assert nation(70, 1).files == nation(70, 1).files
    other = nation(70, 2).files
    changed = [name for name, text in nation(70, 1).files.items() if text != other.get(name)]
    assert "tb-gia-dinh-2026-06/figures.csv" in changed
    assert "tb-gia-dinh-2026-06/groups.csv" in changed


def test_the_figures_of_an_agency_do_not_hang_on_how_many_others_there_are() -> None:
    few, many = nation(70, 1), nation(120, 1)
    for agency in ("ha-noi", "bo-y-te", "xa-gia-dinh-0003"):
        assert figures(few, agency) == figures(many, agency)
        assert figures(few, agency) != figures(nation(70, 2), agency)
    assert not figures(few, "xa-gia-dinh-0050") and figures(many, "xa-gia-dinh-0050")


def test_the_first_few_are_of_every_kind_and_communes_come_last() -> None:
    few = people(12, 1)
    assert {agency.kind for agency in few.main} == {*CENTRAL, "province"}
    assert not few.communes
    whole = people(3377, 1)
    assert (len(whole.central), len(whole.provinces), len(whole.communes)) == (22, 34, 3321)
    homes = Counter(commune.parent for commune in whole.communes)
    assert len(homes) == 34 and min(homes.values()) >= 12


def test_communes_cannot_be_taken_for_real_ones() -> None:
    communes = people(200, 1).communes
    assert len({name for c in communes for name in (c.name_vi, c.short_vi, c.name_en, c.short_en)}) == 4 * len(communes)
    for commune in communes:
        assert "Giả Định" in commune.name_vi and "Giả Định" in commune.short_vi
        assert "Invented" in commune.name_en and "Invented" in commune.short_en
        assert not {commune.name_vi, commune.short_vi} & NAMES
    assert agencies()[communes[0].parent].kind == "province"


@pytest.mark.parametrize("number", [0, -1, MOST + 1])
def test_a_number_that_cannot_be_is_refused(number: int) -> None:
    with pytest.raises(UsageError, match="so many agencies"):
        nation(number, 1)


def test_one_agency_is_a_nation_too() -> None:
    assert any(name.endswith("document.toml") for name in nation(1, 1).files)


def test_every_document_says_that_it_is_invented() -> None:
    for name, text in nation(60, 1).files.items():
        assert unicodedata.is_normalized("NFC", text), name
        if name.endswith("document.toml"):
            settings = tomllib.loads(text)
            assert settings["invented"] is True
            assert "GIẢ-ĐỊNH" in settings["number"] and "giả định" in settings["title"]["vi"]


def test_gaps_zeros_and_silence() -> None:
    """Some agencies lack a given figure, some state a zero, and of some nothing at all is stated."""
    communes = [returned(commune, 1, place) for place, commune in enumerate(people(656, 1).communes, start=1)]
    told = sum(each.says(1, "services.essential") is not None for each in communes)
    assert 0.4 < told / len(communes) < 0.9
    silent = [each for each in communes if not any(each.months)]
    assert 0 < len(silent) < 0.1 * len(communes)
    assert any(figure.token == "00" for each in communes for figure in each.months[1])


def test_sizes_differ_as_those_of_real_agencies_do() -> None:
    folk = people(656, 1)
    assigned = {a.id: returned(a, 1, 1).numbers[1].get("assigned", Decimal(0)) for a in folk.all}
    provinces = sorted(assigned[a.id] for a in folk.provinces)
    communes = sorted(value for a in folk.communes if (value := assigned[a.id]))
    assert provinces[0] > communes[-1]
    assert communes[-1] > 5 * communes[len(communes) // 2] > 25 * communes[0] / 5


def test_products_grow_fewer_along_the_stages() -> None:
    counts = Counter[str]()
    for agency in people(56, 3).main:
        numbers = returned(agency, 3, 1).numbers[0]
        for stage in ("proposed", "deployed", "commercial"):
            counts[stage] += int(numbers.get(f"stage.{stage}", 0))
    assert counts["proposed"] > counts["deployed"] > counts["commercial"] > 0


def test_the_work_grows_with_the_agencies_and_no_faster() -> None:
    nation(60, 1)
    first, second, third = (calls(lambda n=n: nation(n, 1)) for n in (86, 186, 286))
    assert third - second < 1.2 * (second - first)


@given(st.integers(0, 10**9))
def test_counts_read_back(number: int) -> None:
    assert parse_quantity(tokens.count(number), Measure.COUNT).amount == number


@given(st.floats(1e5, 1e15, allow_nan=False))
def test_money_reads_back(dong: float) -> None:
    amount = tokens.rounded_money(dong)
    read = parse_quantity(tokens.money(amount), Measure.VND)
    assert read.amount == amount


@given(st.integers(0, 500), st.integers(1, 500), st.integers(0, 2))
def test_percentages_and_ratios_read_back(part: int, whole: int, places: int) -> None:
    part %= 2 * whole + 1  # a wrong share can be above 100%, not above 200%
    ratio = parse_quantity(tokens.ratio(part, whole), Measure.COUNT)
    assert (ratio.amount, ratio.denominator) == (part, whole)
    exact = Decimal(part) / whole * 100
    for cut in (False, True):
        read = parse_quantity(tokens.percent(part, whole, places, cut=cut), Measure.PERCENT)
        assert abs(read.amount - exact) < Decimal(1).scaleb(-places)
        assert not cut or read.amount <= exact
