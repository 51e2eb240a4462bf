//! A change goes in, and what it takes away comes out: a constraint or an index that nothing comes
//! in place of in the same change, with what tells whether something else does what it did.

use std::fmt;

use crate::change::{Change, Changed};
use crate::schema::{Check, Exclusion, ForeignKey, Index, Schema, Terms, Unique};

/// What kind of object is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Unique,
    Index,
    ForeignKey,
    Check,
    Exclusion,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unique => "unique constraint",
            Self::Index => "index",
            Self::ForeignKey => "foreign key",
            Self::Check => "check",
            Self::Exclusion => "exclusion constraint",
        })
    }
}

/// A constraint or an index that is dropped.
pub(super) struct Dropped<'a> {
    pub(super) kind: Kind,
    pub(super) table: &'a str,
    /// Its name, or what it says where it has none.
    pub(super) name: String,
    has_name: bool,
    /// The columns that it is on.
    pub(super) columns: Vec<String>,
    /// All columns without which it cannot be.
    needs: Vec<String>,
    /// What else it says, with what an index says of NULLs.
    terms: Terms,
    /// The table and the columns that a foreign key references.
    references: Option<(String, Vec<String>)>,
}

impl<'a> Dropped<'a> {
    /// What a change takes away without putting anything in its place.
    pub(super) fn of(change: &'a Change, before: &Schema) -> Option<Self> {
        match change {
            Change::Unique(change) => gone(change).map(|it| Self::unique(&change.table, it)),
            Change::Index(change) => gone(change).map(|it| Self::index(&change.table, it, before)),
            Change::ForeignKey(change) => {
                gone(change).map(|it| Self::foreign_key(&change.table, it))
            }
            Change::Check(change) => gone(change).map(|it| Self::check(&change.table, it, before)),
            Change::Exclusion(change) => {
                gone(change).map(|it| Self::exclusion(&change.table, it, before))
            }
            _ => None,
        }
    }

    fn unique(table: &'a str, unique: &Unique) -> Self {
        let (columns, has_name) = (unique.columns.clone(), unique.name.is_some());
        let needs = unique.all_columns().cloned().collect();
        let (name, terms) = (unique.object_name(), unique.terms.clone());
        Self { kind: Kind::Unique, table, name, has_name, columns, needs, terms, references: None }
    }

    fn index(table: &'a str, index: &Index, before: &Schema) -> Self {
        // What cannot be read goes with no column.
        let needs = columns_of(table, before).filter(|name| index.names(name) == Some(true));
        let (name, columns, needs) = (index.name.clone(), index.columns(), needs.collect());
        let nulls_not_distinct = index.nulls_not_distinct;
        let terms = Terms { nulls_not_distinct, ..Terms::default() };
        Self {
            kind: Kind::Index,
            table,
            name,
            has_name: true,
            columns,
            needs,
            terms,
            references: None,
        }
    }

    fn exclusion(table: &'a str, exclusion: &Exclusion, before: &Schema) -> Self {
        let of = Self::index(table, &exclusion.index, before);
        Self { kind: Kind::Exclusion, terms: exclusion.terms.clone(), ..of }
    }

    fn foreign_key(table: &'a str, key: &ForeignKey) -> Self {
        let name = key.known_as.clone().unwrap_or_else(|| key.object_name());
        let has_name = key.name.is_some() || key.known_as.is_some();
        let (columns, needs) = (key.columns.clone(), key.columns.clone());
        let terms = key.terms.clone();
        let references = Some((key.parent.clone(), key.parent_columns.clone()));
        Self { kind: Kind::ForeignKey, table, name, has_name, columns, needs, terms, references }
    }

    fn check(table: &'a str, check: &Check, before: &Schema) -> Self {
        // What cannot be read goes with no column.
        let named = |name: &String| check.expression.names(name) == Some(true);
        let columns: Vec<String> = columns_of(table, before).filter(named).collect();
        let (name, has_name) = (check.object_name(), check.name.is_some());
        let (needs, terms) = (columns.clone(), check.terms.clone());
        Self { kind: Kind::Check, table, name, has_name, columns, needs, terms, references: None }
    }

    /// Whether a column without which it cannot be goes as well.
    pub(super) fn goes_with_a_column(&self, before: &Schema, after: &Schema) -> bool {
        let has = |schema: &Schema, column: &str| {
            schema.tables.get(self.table).map(|table| table.column(column).is_some())
        };
        self.needs
            .iter()
            .any(|name| has(before, name) == Some(true) && has(after, name) == Some(false))
    }

    /// Whether another change makes what does at least the same.
    pub(super) fn is_replaced_by(&self, other: &Change, after: &Schema) -> bool {
        let keeps = |terms: &Terms| Terms::lost_by(&self.terms, terms).is_empty();
        match other {
            Change::Unique(other) => self.made_by(other).is_some_and(|unique| {
                let may_be = matches!(self.kind, Kind::Unique | Kind::Index | Kind::Check);
                may_be && unique.columns == self.columns && keeps(&unique.terms)
            }),
            Change::Index(other) => self.made_by(other).is_some_and(|index| {
                let does = match self.kind {
                    Kind::Index => true,
                    Kind::Unique => index.is_unique_for_all(),
                    Kind::ForeignKey | Kind::Check | Kind::Exclusion => false,
                };
                let nulls = index.nulls_not_distinct || !self.terms.nulls_not_distinct;
                does && nulls && index.columns() == self.columns
            }),
            Change::ForeignKey(other) => self.made_by(other).is_some_and(|key| {
                self.kind == Kind::ForeignKey
                    && (key.columns == self.columns || self.grows_into(key, after))
                    && keeps(&key.terms)
            }),
            // One without a name is known by what it says, and so it cannot change but for another
            // one.
            Change::Check(other) => self.made_by(other).is_some_and(|check| {
                self.kind == Kind::Check && !self.has_name && check.name.is_none()
            }),
            _ => false,
        }
    }

    /// Whether a foreign key looks for the same rows by more columns, none of which lets it look
    /// the other way.
    fn grows_into(&self, key: &ForeignKey, after: &Schema) -> bool {
        let table = after.tables.get(self.table);
        let takes_null = |name: &String| {
            table.and_then(|table| table.column(name)).is_none_or(|column| column.nullable)
        };
        let pairs: Vec<_> = key.columns.iter().zip(&key.parent_columns).collect();
        let has = |pair: (&String, &String)| pairs.contains(&pair);
        self.references.as_ref().is_some_and(|(parent, columns)| {
            *parent == key.parent
                && !columns.is_empty()
                && self.columns.iter().zip(columns).all(has)
                && !key.columns.iter().any(|name| !self.columns.contains(name) && takes_null(name))
        })
    }

    /// What a change makes in the same table.
    fn made_by<'c, T>(&self, change: &'c Changed<T>) -> Option<&'c T> {
        change.after.as_ref().filter(|_| change.table == self.table)
    }
}

fn gone<T>(change: &Changed<T>) -> Option<&T> {
    change.before.as_ref().filter(|_| change.after.is_none())
}

/// The columns that a table has before.
fn columns_of(table: &str, before: &Schema) -> impl Iterator<Item = String> {
    let table = before.tables.get(table).into_iter();
    table.flat_map(|table| &table.columns).map(|column| column.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Backend;
    use crate::schema::Expression;

    fn check(name: Option<&str>, condition: &str) -> Check {
        let expression = Expression::new(Backend::Sqlite, condition);
        Check { name: name.map(str::to_owned), expression, column: None, terms: Terms::default() }
    }

    fn change(before: Option<Check>, after: Option<Check>) -> Change {
        Change::Check(Changed { table: "t".to_owned(), before, after })
    }

    /// A name may begin with a parenthesis, as what a check without a name says does.
    #[test]
    fn only_a_check_without_a_name_is_replaced() {
        let another = change(None, Some(check(None, "a > 1")));
        for (name, replaced) in [(None, true), (Some("positive"), false), (Some("(a)"), false)] {
            let gone = change(Some(check(name, "a > 0")), None);
            let dropped = Dropped::of(&gone, &Schema::default()).unwrap();
            assert_eq!(dropped.is_replaced_by(&another, &Schema::default()), replaced, "{name:?}");
        }
    }
}
