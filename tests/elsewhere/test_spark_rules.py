"""What DuckDB and Spark say with one word and mean differently is spelled out, or refused."""

from __future__ import annotations

import pytest

from cxaudit.elsewhere.refused import NotTranslated
from cxaudit.elsewhere.translate import translate

SCHEMA = {
    "t": {
        "a": "bigint", "b": "bigint", "d": "date", "e": "date", "m": "decimal(18, 3)",
        "name": "varchar", "ts": "timestamp with time zone", "zone": "varchar",
        "marks": "decimal(9, 6)[]", "x": "double",
    }
}  # fmt: skip


def spark(expression: str) -> str:
    found = translate(f"select {expression} as found from t", SCHEMA, "spark").written()
    return found.removeprefix("SELECT ").partition(" AS found FROM")[0]


EQUALS = {
    "d - e": "DATEDIFF(t.d, t.e)",
    "d + 3": "DATE_ADD(t.d, CAST(3 AS INT))",
    "max(a) filter (where b > 1)": "MAX(t.a) FILTER(WHERE t.b > 1)",
    "min_by(a, (b, d))": "MIN_BY(t.a, STRUCT(t.b, t.d)) FILTER(WHERE NOT t.a IS NULL)",
    "(ts at time zone zone)::date": "CAST((FROM_UTC_TIMESTAMP(t.ts, t.zone)) AS DATE)",
    "d::timestamp at time zone zone": "TO_UTC_TIMESTAMP(CAST(t.d AS TIMESTAMP_LTZ), t.zone)",
    "(m * 1000)::bigint": "CAST(ROUND((t.m * 1000)) AS BIGINT)",
    "x::bigint": "CAST(RINT(t.x) AS BIGINT)",
    "a::hugeint": "CAST(t.a AS DECIMAL(38, 0))",
    "a / b": "CAST(t.a AS DOUBLE) / CAST(t.b AS DOUBLE)",
    "date_diff('month', d, e)": "((YEAR(t.e) * 12 + MONTH(t.e)) - (YEAR(t.d) * 12 + MONTH(t.d)))",
    "date_diff('day', d, e)": "DATEDIFF(t.e, t.d)",
    "date_trunc('month', d)": "TRUNC(t.d, 'MONTH')",
    "isodow(d)": "(WEEKDAY(t.d) + 1)",
    "len(marks)": "ARRAY_SIZE(t.marks)",
    "len(name)": "LENGTH(t.name)",
    "(ts at time zone zone)::time = '00:00'": "DATE_TRUNC('DAY', "
    "(FROM_UTC_TIMESTAMP(t.ts, t.zone))) = (FROM_UTC_TIMESTAMP(t.ts, t.zone))",
    "row_number() over (order by a)": "ROW_NUMBER() OVER (ORDER BY t.a NULLS LAST)",
    "list_contains(marks, 0.5)": "ARRAY_CONTAINS(t.marks, 0.5)",
}


@pytest.mark.parametrize("expression", EQUALS)
def test_it_is_written_as_spark_means_it(expression):
    assert spark(expression) == EQUALS[expression]


REFUSED = {
    "date_diff('week', d, e)": "a difference in weeks",
    "max(a) over (order by b groups between 1 preceding and current row)": "groups of rows",
    "(ts at time zone zone)::time = '08:30'": "midnight",
    "name like 'a\\_b'": "escape",
    "regexp_matches(name, zone)": "a pattern of this kind",
    "generate_series(a, b, 2)": "a series other than of days",
    "date_trunc('month', ts)": "a moment cut to its month",
    "reverse(name)": "the function reverse is not known to mean the same",
    "strftime(d, '%d %B')": "a day written in another way",
    "list_cosine_similarity(marks, marks)": "not known to mean the same",
}


@pytest.mark.parametrize("expression", REFUSED)
def test_what_has_no_tested_equal_is_refused_with_the_reason(expression):
    with pytest.raises(NotTranslated, match=REFUSED[expression]):
        spark(expression)


def test_words_end_at_ascii_letters_and_case_is_left_aside_in_every_script():
    written = spark(r"regexp_matches(name, '\btest\b', 'i')")
    assert written.startswith("REGEXP_LIKE(t.name, '(?iud)(?:(?<![0-9A-Za-z_])(?=[0-9A-Za-z_])")
    assert "\\b" not in written


def test_values_by_rank_are_read_from_numbered_rows():
    shares = "[cast(0.25 as double), cast(0.75 as double)]"
    written = translate(f"select quantile_disc(m, {shares}) from t", SCHEMA, "spark").written()
    assert "PERCENTILE" not in written.upper()
    assert "ROW_NUMBER() OVER (ORDER BY t.m NULLS LAST) AS place" in written


def test_a_statement_that_is_no_sql_is_refused():
    with pytest.raises(NotTranslated, match="not understood"):
        translate("select from where", SCHEMA, "spark")
