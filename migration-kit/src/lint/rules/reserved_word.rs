//! A name that has to be quoted.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::Backend;
use crate::lint::{ALL, Hit, Level, Rule, Subject};
use crate::sql::statement::Operation;

pub(super) const RULE: Rule = Rule {
    name: "reserved-word",
    level: Level::Note,
    backends: ALL,
    about: "A table or a column has a reserved word for its name",
    safer: "another name: SQL by hand has to quote this one every time",
    page: include_str!("reserved_word.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.all_hits(|seen| {
        let names: Vec<(&str, Option<&str>)> = match &seen.operation {
            Operation::CreateTable { table, columns, .. } => {
                let columns =
                    columns.iter().map(|column| (table.as_str(), Some(column.name.as_str())));
                std::iter::once((table.as_str(), None)).chain(columns).collect()
            }
            Operation::AddColumn { table, column } => vec![(table, Some(column.name.as_str()))],
            Operation::RenameColumn { table, to, .. } => vec![(table, Some(to))],
            Operation::RenameTable { to, .. } => vec![(to, None)],
            _ => Vec::new(),
        };
        let reserved = names
            .into_iter()
            .filter(|(table, column)| is_reserved(subject.backend, column.unwrap_or(table)));
        let backend = subject.backend.name();
        reserved
            .map(|(table, column)| {
                let name = column.unwrap_or(table);
                Hit::of(table, column, format!("{name} is a reserved word of {backend}"))
            })
            .collect()
    })
}

/// Words that cannot name a table or a column without quotes: PostgreSQL's appendix C and SQLite's
/// `lang_keywords`, as far as its parser refuses them; MySQL 8.4's section 11.3.
fn is_reserved(backend: Backend, name: &str) -> bool {
    static WORDS: LazyLock<[HashSet<&str>; 3]> = LazyLock::new(|| {
        [POSTGRES_WORDS, MYSQL_WORDS, SQLITE_WORDS].map(|words| words.split_whitespace().collect())
    });
    let [postgres, mysql, sqlite] = &*WORDS;
    let words = match backend {
        Backend::Postgres => postgres,
        Backend::MySql => mysql,
        Backend::Sqlite => sqlite,
    };
    words.contains(name.to_lowercase().as_str())
}

const POSTGRES_WORDS: &str = "all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate \
    collation column concurrently constraint create cross current_catalog current_date current_role current_schema current_time \
    current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze from full \
    grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit localtime \
    localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references returning right \
    select session_user similar some symmetric system_user table tablesample then to trailing true union unique user using \
    variadic verbose when where window with";

const MYSQL_WORDS: &str = "accessible add all alter analyze and as asc asensitive before between bigint binary blob both by call \
    cascade case change char character check collate column condition constraint continue convert create cross cube cume_dist \
    current_date current_time current_timestamp current_user cursor database databases day_hour day_microsecond day_minute \
    day_second dec decimal declare default delayed delete dense_rank desc describe deterministic distinct distinctrow div double \
    drop dual each else elseif empty enclosed escaped except exists exit explain false fetch first_value float float4 float8 for \
    force foreign from fulltext function generated get grant group grouping groups having high_priority hour_microsecond \
    hour_minute hour_second if ignore in index infile inner inout insensitive insert int int1 int2 int3 int4 int8 integer \
    intersect interval into io_after_gtids io_before_gtids is iterate join json_table key keys kill lag last_value lateral lead \
    leading leave left like limit linear lines load localtime localtimestamp lock long longblob longtext loop low_priority manual \
    match maxvalue mediumblob mediumint mediumtext middleint minute_microsecond minute_second mod modifies natural not \
    no_write_to_binlog nth_value ntile null numeric of on optimize optimizer_costs option optionally or order out outer outfile \
    over parallel partition percent_rank precision primary procedure purge qualify range rank read reads read_write real recursive \
    references regexp release rename repeat replace require resignal restrict return revoke right rlike row rows row_number \
    schema schemas second_microsecond select sensitive separator set show signal smallint spatial specific sql sqlexception \
    sqlstate sqlwarning sql_big_result sql_calc_found_rows sql_small_result ssl starting stored straight_join system table \
    tablesample terminated then tinyblob tinyint tinytext to trailing trigger true undo union unique unlock unsigned update usage \
    use using utc_date utc_time utc_timestamp values varbinary varchar varcharacter varying virtual when where while window with \
    write xor year_month zerofill";

const SQLITE_WORDS: &str = "add all alter and as autoincrement between case check collate commit constraint create default \
    deferrable delete distinct drop else escape except exists foreign from group having in index insert intersect into is isnull \
    join limit not nothing notnull null on or order primary references returning select set table then to transaction union \
    unique update using values when where";
