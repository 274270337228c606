"""Names settled before translation mean in DuckDB what they meant before."""

from __future__ import annotations

import duckdb
import pytest

from cxaudit.elsewhere.names import check_settled, settle_names
from cxaudit.elsewhere.refused import NotTranslated

SCHEMA = {"t": {"a": "bigint", "b": "bigint", "day": "date", "other": "date"}, "u": {"a": "bigint"}}


@pytest.fixture
def engine() -> duckdb.DuckDBPyConnection:
    opened = duckdb.connect()
    opened.execute(
        "create table t as select * from (values (1, 10, date '2025-01-31', date '2025-01-01'), "
        "(2, 20, date '2025-03-01', date '2025-02-01'), (3, 30, null, date '2025-02-01')) "
        "v(a, b, day, other)"
    )
    opened.execute("create table u as select 2 as a union all select 3")
    return opened


STATEMENTS = {
    "an alias in the same select": "select a + 1 as c, c * 2 as d from t",
    "a column goes before an alias of its name": "select b as a, a * 2 as d from t",
    "an alias in where": "select a * 2 as c from t where c > 2",
    "an alias in group by": "select a % 2 as odd, sum(b) as total from t group by odd",
    "an aggregate's alias in another": "select sum(a) as s, s * 2 as d, max(s) over () as m from t",
    "a column in having": "select a % 2 as odd from t group by odd having min(day) is not null",
    "a named window": "select sum(b) over w as s, max(a) over (w order by day rows between "
    "unbounded preceding and 1 preceding) as m from t window w as (partition by a % 2)",
    "qualify with an alias": "select a * 2 as c from t qualify row_number() over (order by c desc) "
    "= 1",
    "every column but one": "select columns(* exclude (b)), a + 1 as c from t x",
    "from first": "from t select a, b",
    "using": "select t.b, a from t left join u using (a)",
    "a lambda's own name": "select list_filter([1, 2, 3], lambda a: a > 1) as l, a as c from t",
    "recursion": "with recursive r as (select a, 1 as n from t where a = 1 union all "
    "select t.a, r.n + 1 from t join r on t.a = r.a + 1) select a, n from r",
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_the_settled_statement_gives_the_same_rows(engine, name):
    sql = STATEMENTS[name]
    tree = settle_names(sql, SCHEMA)
    check_settled(tree)
    settled = engine.execute(tree.sql("duckdb")).fetchall()
    assert sorted(map(repr, settled)) == sorted(map(repr, engine.execute(sql).fetchall()))


def test_a_date_less_a_date_is_known_as_a_number_of_days():
    tree = settle_names("select greatest(max(day) - min(day), 0) as d, day + 1 as e from t", SCHEMA)
    assert [one.this.type.sql() for one in tree.selects] == ["BIGINT", "DATE"]


def test_a_name_of_no_table_is_refused():
    with pytest.raises(NotTranslated, match="nowhere"):
        check_settled(settle_names("select nowhere from t", SCHEMA))
