//! A foreign key: the columns on both sides, and what happens to a row whose parent goes or
//! changes.

use std::fmt;

use super::{Terms, list};

/// A foreign key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ForeignKey {
    /// Its name; SQLite has none.
    pub name: Option<String>,
    /// The referencing columns, in order.
    pub columns: Vec<String>,
    /// The referenced table, named as in [`Schema::tables`](super::Schema::tables). On MySQL it may
    /// be in another database.
    pub parent: String,
    /// The referenced columns, in the same order.
    pub parent_columns: Vec<String>,
    /// What happens when the parent is deleted.
    pub on_delete: ReferentialAction,
    /// What happens when the parent's columns change.
    pub on_update: ReferentialAction,
    /// What else it says.
    pub terms: Terms,
    /// The name on a backend that keeps names, where this one does not. No part of a comparison.
    pub known_as: Option<String>,
    /// MySQL has made an index of the same name for it. No part of a comparison.
    pub own_index: bool,
}

/// What happens to a row whose parent goes or changes (SQL:2016, referential action).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReferentialAction {
    /// It fails at the end of the statement.
    #[default]
    NoAction,
    /// It fails at once. InnoDB knows no other failure, and there NO ACTION is this.
    Restrict,
    /// The row goes or changes with its parent.
    Cascade,
    /// Its columns become NULL.
    SetNull,
    /// Its columns become their defaults.
    SetDefault,
}

impl ReferentialAction {
    /// As statements and catalogs say it; what says nothing else is NO ACTION.
    pub(crate) fn read(words: &str) -> Self {
        let all = [Self::Restrict, Self::Cascade, Self::SetNull, Self::SetDefault];
        all.into_iter()
            .find(|action| action.words().eq_ignore_ascii_case(words))
            .unwrap_or_default()
    }

    /// As a statement says it.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::NoAction => "NO ACTION",
            Self::Restrict => "RESTRICT",
            Self::Cascade => "CASCADE",
            Self::SetNull => "SET NULL",
            Self::SetDefault => "SET DEFAULT",
        }
    }
}

impl ForeignKey {
    /// Its name, or what it is about.
    pub(crate) fn object_name(&self) -> String {
        self.name.clone().unwrap_or_else(|| format!("{} to {}", list(&self.columns), self.parent))
    }

    /// Whether another one has the same definition, by whatever name.
    pub(crate) fn is_defined_as(&self, other: &Self) -> bool {
        let plain =
            |key: &Self| Self { name: None, known_as: None, own_index: false, ..key.clone() };
        plain(self) == plain(other)
    }
}

/// The definition on one line, without the name.
impl fmt::Display for ForeignKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { columns, parent, parent_columns, on_delete, on_update, .. } = self;
        let (columns, parent_columns) = (list(columns), list(parent_columns));
        write!(
            f,
            "{columns} references {parent} {parent_columns} on delete {on_delete} on update {on_update}"
        )?;
        self.terms.fmt(f)
    }
}

impl fmt::Display for ReferentialAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words().to_lowercase())
    }
}
