//! Constraints in SQL, with what sea-query has no words for: a constraint goes in, what stands
//! behind its name comes out. The order of its parts is that of PostgreSQL's manual, ALTER TABLE.

use super::Sql;
use crate::schema::{Check, Deferrable, ForeignKey, PrimaryKey, Terms, Unique};

impl Sql {
    pub(crate) fn unique(self, unique: &Unique) -> String {
        let nulls = if unique.terms.nulls_not_distinct { "NULLS NOT DISTINCT " } else { "" };
        format!("UNIQUE {nulls}{}{}", self.names(&unique.columns), self.behind(&unique.terms))
    }

    pub(crate) fn primary_key(self, key: &PrimaryKey) -> String {
        format!("PRIMARY KEY {}{}", self.names(&key.columns), self.behind(&key.terms))
    }

    pub(crate) fn check(self, check: &Check) -> String {
        format!("CHECK ({}){}", check.expression.inner(), self.behind(&check.terms))
    }

    pub(crate) fn foreign_key(self, key: &ForeignKey) -> String {
        let full = if key.terms.match_full { " MATCH FULL" } else { "" };
        let set = match key.terms.set_columns.as_slice() {
            [] => String::new(),
            columns => format!(" {}", self.names(columns)),
        };
        let parent_columns = match key.parent_columns.as_slice() {
            // SQLite: those of the primary key, of a parent that may be made later.
            [] => String::new(),
            columns => format!(" {}", self.names(columns)),
        };
        format!(
            "FOREIGN KEY {} REFERENCES {}{parent_columns}{full} ON DELETE {}{set} ON UPDATE {}{}",
            self.names(&key.columns),
            self.table(&key.parent),
            key.on_delete.words(),
            key.on_update.words(),
            self.behind(&key.terms)
        )
    }

    /// What stands behind the columns or the condition.
    fn behind(self, terms: &Terms) -> String {
        let mut words = String::new();
        if !terms.include.is_empty() {
            words += &format!(" INCLUDE {}", self.names(&terms.include));
        }
        if !terms.tuning.parameters.is_empty() {
            words += &format!(" WITH ({})", terms.tuning.parameters.join(", "));
        }
        if terms.no_inherit {
            words += " NO INHERIT";
        }
        words += match terms.deferrable {
            Some(Deferrable::InitiallyDeferred) => " DEFERRABLE INITIALLY DEFERRED",
            Some(Deferrable::InitiallyImmediate) => " DEFERRABLE",
            None => "",
        };
        if terms.not_valid {
            words += " NOT VALID";
        }
        words
    }
}
