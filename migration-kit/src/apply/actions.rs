//! What a migration does on one backend, as far as that is known before it runs. In goes its plan,
//! or what was recorded of an async function; out comes its SQL, and the checksum of it, by which
//! an edit is noticed.

use sha2::{Digest as _, Sha256};
use std::sync::{Arc, OnceLock};

use super::wording::hex;
use crate::Backend;
use crate::dialect;
use crate::migration::{Action, Plan};
use crate::record::redact::{description_without_values, without_values};
use crate::record::{Recorded, Recording};
use crate::sql::tokens::{Token, for_each_token, is_open_ended, statements};

/// The version of the kit, which is written beside a checksum.
pub(super) const KIT: &str = env!("CARGO_PKG_VERSION");

/// Goes up when the checksum of the same SQL becomes another one.
const CHECKSUM_VERSION: u32 = 1;

/// The actions of a migration on one backend: those of its plan, or the statements that it sent
/// beside a stand-in for the database.
#[derive(Clone, Debug)]
pub(crate) struct KnownActions {
    backend: Backend,
    texts: Arc<[Text]>,
    /// It is known not to do the same thing every time.
    varies: bool,
    /// Computed where anybody asks: on a shadow database nobody does.
    checksum: OnceLock<String>,
    /// It is no data, but was run beside a stand-in.
    is_recorded: bool,
    /// It asked for rows, and was told that there are none.
    pub(crate) depends_on_data: bool,
}

/// One action, mostly one statement.
#[derive(Debug)]
struct Text {
    backend: Backend,
    /// With placeholders for values that are bound; of a rebuild its description.
    sql: String,
    /// The words of its statements. They are asked for in many ways, and are looked for once, where
    /// anybody asks.
    statements: OnceLock<Vec<Vec<Token>>>,
    /// As it may be shown and recorded, which happens beside each other.
    shown: OnceLock<String>,
    /// Whether the checksum has it.
    is_in_checksum: bool,
    /// It makes a table anew. Its statements depend on what is in the table's catalog, and none of
    /// them is among these.
    rebuilds: bool,
    /// It changes nothing, and only looks whether what comes behind it can be done.
    only_looks: bool,
}

impl Text {
    fn of_sql(backend: Backend, sql: String) -> Self {
        let (statements, shown) = (OnceLock::new(), OnceLock::new());
        let (is_in_checksum, rebuilds, only_looks) = (true, false, false);
        Self { backend, sql, statements, shown, is_in_checksum, rebuilds, only_looks }
    }

    fn of_action(backend: Backend, action: &Action) -> Self {
        match action {
            Action::RebuildTable(rebuild) => {
                Self { rebuilds: true, ..Self::of_sql(backend, rebuild.description()) }
            }
            Action::CheckConversion(_) => {
                Self { only_looks: true, ..Self::of_sql(backend, action.text(backend)) }
            }
            Action::Statement(_) | Action::Online(_) => Self::of_sql(backend, action.text(backend)),
        }
    }

    fn statements(&self) -> &[Vec<Token>] {
        let read = || if self.rebuilds { Vec::new() } else { statements(self.backend, &self.sql) };
        self.statements.get_or_init(read)
    }

    /// As it may be shown and recorded: without the values that stand in it.
    fn shown(&self) -> &str {
        self.shown.get_or_init(|| match self.rebuilds {
            true => description_without_values(&self.sql),
            false => without_values(self.backend, &self.sql),
        })
    }
}

impl KnownActions {
    fn new(backend: Backend, texts: Arc<[Text]>) -> Self {
        let (varies, checksum) = (false, OnceLock::new());
        Self { backend, texts, varies, checksum, is_recorded: false, depends_on_data: false }
    }

    pub(super) fn of_plan(plan: &Plan) -> Self {
        let backend = plan.on_backend();
        Self::new(
            backend,
            plan.actions().iter().map(|action| Text::of_action(backend, action)).collect(),
        )
    }

    pub(super) fn of_recording(backend: Backend, recording: Recording) -> Self {
        let text = |recorded: Recorded| {
            let is_in_checksum = recorded.is_in_checksum;
            Text { is_in_checksum, ..Text::of_sql(backend, recorded.sql) }
        };
        let texts = recording.statements.into_iter().map(text).collect();
        let actions = Self::new(backend, texts);
        let (varies, depends_on_data) = (recording.varies, recording.depends_on_data);
        Self { varies, is_recorded: true, depends_on_data, ..actions }
    }

    /// The checksum of what it does; nothing for a migration that is known not to do the same thing
    /// every time.
    pub(crate) fn checksum(&self) -> Option<&str> {
        let compute = || checksum(self.backend, &self.texts);
        (!self.varies).then(|| self.checksum.get_or_init(compute).as_str())
    }

    /// The statements for the record and for those who watch: without the values that stand in
    /// them.
    pub(super) fn shown(&self) -> Vec<String> {
        self.texts.iter().map(|text| text.shown().to_owned()).collect()
    }

    pub(super) fn statements(&self) -> impl Iterator<Item = &[Token]> {
        self.texts.iter().flat_map(Text::statements).map(Vec::as_slice)
    }

    fn any(&self, test: impl FnMut(&[Token]) -> bool) -> bool {
        self.statements().any(test)
    }

    /// Whether everything that it sends is known, and is one change of the schema or of rows at a
    /// time. Such a statement ends no transaction, and what a trigger of the user's may do to the
    /// session shows when the record is written. Of anything else the server is asked.
    pub(super) fn is_plain(&self) -> bool {
        let one_change = |text: &Text| {
            text.rebuilds
                || text.statements().iter().all(|statement| is_plain(statement))
                    && !is_open_ended(self.backend, &text.sql)
        };
        !self.depends_on_data && !self.varies && self.texts.iter().all(one_change)
    }

    /// Whether it was run beside a stand-in to find out what it does, instead of being data.
    pub(super) fn is_recorded(&self) -> bool {
        self.is_recorded
    }

    /// What cannot be sent at all: the driver of SQLite turns in circles at U+0000, and a database
    /// may ignore the rest behind a comment or a text that does not end.
    pub(super) fn unsendable(&self) -> Option<String> {
        // (Its words may be a secret.)
        let reason = |(at, text): (usize, &Text)| {
            let what = if text.sql.contains('\0') {
                "has the character U+0000 in it"
            } else if text.statements().iter().any(|statement| copies_from_client(statement)) {
                "is COPY … FROM STDIN, for which the driver sends no rows and waits for ever"
            } else if dialect::execution::of(self.backend).ignores_open_end()
                && !text.rebuilds
                && is_open_ended(self.backend, &text.sql)
            {
                "ends inside a comment, a name or a text, which would swallow what follows"
            } else {
                return None;
            };
            Some(format!("statement {} of it {what}, so nothing of it was sent", at + 1))
        };
        self.texts.iter().enumerate().find_map(reason)
    }

    /// Whether it begins or ends transactions itself, as far as its words tell: then it is run
    /// outside the kit's. Nothing depends on it, because the server is asked what became of the
    /// transaction.
    pub(super) fn controls_transactions(&self) -> bool {
        self.any(controls_transactions)
    }

    /// Whether it does something CONCURRENTLY, which waits for other transactions without being in
    /// anybody's way.
    pub(super) fn is_concurrent(&self) -> bool {
        self.any(|statement| statement.iter().any(|token| token.is("concurrently")))
    }

    /// Whether it writes, or may write, rows that were not there.
    pub(super) fn writes_rows(&self) -> bool {
        self.depends_on_data
            || self.any(|statement| {
                !begins(statement, &["create", "alter", "drop", "comment", "rename"])
            })
    }

    /// The names of the temporary tables that it makes, as far as its words tell: MySQL lists them
    /// to nobody.
    pub(super) fn temporary_tables(&self) -> Vec<String> {
        let name = |statement: &[Token]| {
            let at = statement.iter().take(5).position(|token| token.is("table"))?;
            let is_temporary = begins(statement, &["create"])
                && statement[..at].iter().any(|token| token.is_any(&["temporary", "temp"]));
            let rest = statement[at + 1..].iter();
            let mut names = rest.filter(|token| !token.is_any(&["if", "not", "exists"]));
            match (is_temporary, names.next()?) {
                (true, Token::Word(name) | Token::Name(name)) => Some(name.clone()),
                _ => None,
            }
        };
        self.statements().filter_map(name).collect()
    }

    /// Whether it drops a table.
    pub(super) fn drops_tables(&self) -> bool {
        self.any(|statement| {
            begins(statement, &["drop"]) && statement.get(1).is_some_and(|token| token.is("table"))
        })
    }

    /// Whether it moves rows to another definition of their table.
    pub(super) fn rebuilds(&self) -> bool {
        self.texts.iter().any(|text| text.rebuilds)
    }

    /// Whether it is one statement and nothing else, as far as can be told.
    pub(super) fn is_single(&self) -> bool {
        self.texts.len() == 1 && !self.varies && !self.depends_on_data
    }

    /// With how many actions it begins that change nothing.
    pub(super) fn looks(&self) -> usize {
        self.texts.iter().take_while(|text| text.only_looks).count()
    }

    /// Whether the first thing that is no look is one change of one object, which a database does
    /// completely or not at all. A statement that drops two tables is not, and on a table of MyISAM
    /// one that writes rows is not.
    pub(super) fn begins_with_all_or_nothing(&self) -> bool {
        let Some([statement]) = self.texts.get(self.looks()).map(Text::statements) else {
            return false;
        };
        let words: Vec<&Token> = statement.iter().take(4).collect();
        let of = |word: &str, objects: &[&str]| {
            words.first().is_some_and(|first| first.is(word))
                && words.iter().any(|token| token.is_any(objects))
        };
        let several = statement.contains(&Token::Symbol(','));
        !statement.iter().any(|token| token.is("concurrently"))
            && (of("create", &["table", "index", "view"])
                || of("alter", &["table"])
                || of("drop", &["index"])
                || (of("drop", &["table", "view"]) && !several))
    }
}

/// Whether a statement begins or ends a transaction.
pub(super) fn controls_transactions(statement: &[Token]) -> bool {
    let has = |word: &str| statement.iter().any(|token| token.is(word));
    let starts = begins(statement, &["start", "prepare"]) && has("transaction");
    // ROLLBACK TO a savepoint ends nothing.
    let ends = begins(statement, &["rollback"]) && !has("to");
    starts || ends || begins(statement, &["begin", "commit", "end", "abort"])
}

/// Whether a statement changes the schema or rows and nothing else.
fn is_plain(statement: &[Token]) -> bool {
    let change = [
        "analyze", "create", "alter", "drop", "comment", "rename", "truncate", "insert", "update",
        "delete", "replace", "grant", "revoke",
    ];
    begins(statement, &change)
        && !statement.iter().take(4).any(|token| token.is_any(&["temp", "temporary"]))
        && !statement.iter().any(|token| token.is("set_config"))
}

fn copies_from_client(statement: &[Token]) -> bool {
    begins(statement, &["copy"]) && statement.iter().any(|token| token.is("stdin"))
}

pub(super) fn begins(statement: &[Token], words: &[&str]) -> bool {
    statement.first().is_some_and(|first| first.is_any(words))
}

/// The checksum of what the statements say: comments and white space are free. But in the first
/// version of it, which is that of every history there is, the words of a comment with which a text
/// begins count: so does the description of a rebuild.
fn checksum(backend: Backend, texts: &[Text]) -> String {
    let mut bytes = Vec::with_capacity(512);
    for text in texts.iter().filter(|text| text.is_in_checksum) {
        let words = text.sql.strip_prefix("-- ");
        let sql = words.map_or(text.sql.as_str(), |words| words.trim_start_matches("-- "));
        for_each_token(backend, sql, |token| match &token {
            Some(token) => {
                let mut symbol = [0; 4];
                let (kind, text) = match token {
                    Token::Word(text) => (b'w', text.as_str()),
                    Token::Name(text) => (b'n', text.as_str()),
                    Token::Text(text) => (b't', text.as_str()),
                    Token::Symbol(one) => (b's', &*one.encode_utf8(&mut symbol)),
                };
                bytes.push(kind);
                bytes.extend_from_slice(text.as_bytes());
                bytes.push(0);
            }
            None => bytes.push(1),
        });
    }
    format!("{CHECKSUM_VERSION}:{}", hex(Sha256::new_with_prefix(bytes), 16))
}

#[cfg(test)]
mod tests;
