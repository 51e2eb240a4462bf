//! What a database has, as two witnesses tell it: the reader of the catalog, and the server's own
//! definitions. Two databases go in, what differs comes out.

use sea_orm::{DatabaseConnection, DbErr};

use crate::desired::Entities;
use crate::introspect::live;
use crate::schema::{Difference, Kind, Schema, compare};
use crate::shadow::Shadow;
use crate::witness::{self, Definitions, Disagreement, Seen, Subject};
use crate::{Backend, Error};

/// One database.
pub(super) struct Catalog {
    pub schema: Schema,
    pub definitions: Definitions,
}

/// What differs between two.
#[derive(Default)]
pub(super) struct Differences {
    /// What the reader of the catalog sees.
    pub read: Vec<Difference>,
    /// What only the server's own words tell.
    pub told: Vec<Disagreement>,
    /// What is no fault, and nobody should be surprised by: on one line each.
    pub notes: Vec<String>,
}

impl Catalog {
    /// Asks both, without the tables named in `own`.
    pub(super) async fn read(db: &DatabaseConnection, own: &[&str]) -> Result<Self, DbErr> {
        let schema = live(db, own).await?;
        Ok(Self { schema, definitions: witness::definitions(db, own).await? })
    }
}

impl Differences {
    pub(super) fn of(
        backend: Backend,
        (schema, definitions): (&Schema, &Definitions),
        there: &Catalog,
    ) -> Self {
        // Who runs a server sets what makes it faster there, which is noted below.
        let read = compare(backend, &schema.untuned(), &there.schema.untuned());
        let [made_by, kept_by] = [&definitions.server, &there.definitions.server];
        if made_by != kept_by {
            let note = format!(
                "the definitions were not compared, because the shadow database is on {made_by} and this one on {kept_by}"
            );
            return Self { read, notes: vec![note], ..Self::default() };
        }
        let Seen { disagreements, unmanaged } = witness::compare(definitions, &there.definitions);
        let (tuned, told): (Vec<_>, Vec<_>) = disagreements
            .into_iter()
            .filter(|disagreement| !read.iter().any(|of| is_same(of, disagreement)))
            .partition(|disagreement| disagreement.subject.is_tuning());
        let list = |what: &str, of: Vec<String>| {
            (!of.is_empty()).then(|| format!("{what}: {}", of.join(", ")))
        };
        let tuned = tuned.iter().map(|of| of.subject.to_string()).collect();
        let notes = [
            list("set by hand", tuned),
            list("made by no migration", unmanaged.into_iter().collect()),
        ];
        Self { read, told, notes: notes.into_iter().flatten().collect() }
    }

    /// A line each.
    pub(super) fn lines(&self, sides @ [first, second]: [&str; 2]) -> Vec<String> {
        let read = self.read.iter().map(|of| of.between(first, second));
        read.chain(self.told.iter().map(|of| of.between(sides))).collect()
    }
}

/// What a server says of what the entities make, and not of what the migrations make: on one line
/// each, without what the reader of the catalog tells, and what is unmanaged. What the migrations
/// alone have is not told: entities have no words for all of it.
pub(super) async fn unmade(
    (desired, replay): (&Shadow, &Shadow),
    own: &[&str],
    read: &[Difference],
    entities: &Entities,
) -> Result<Vec<(Subject, String)>, Error> {
    let (wanted, there) = (desired.definitions(own).await?, replay.definitions(own).await?);
    let is_unmanaged = |of: &Disagreement| {
        let Some(table) = &of.subject.table else { return false };
        let member = format!("{table}.{}", of.subject.name);
        entities.all_unmanaged().iter().any(|of| of.name == table || of.name == member)
    };
    let told = witness::unmade(&wanted, &there)
        .into_iter()
        .filter(|of| !read.iter().any(|difference| is_same(difference, of)) && !is_unmanaged(of));
    Ok(told.map(|of| (of.subject.clone(), of.between(ENTITIES_AND_MIGRATIONS))).collect())
}

/// How the two sides of a comparison are called.
pub(super) const ENTITIES_AND_MIGRATIONS: [&str; 2] = ["the entities", "the migrations"];

/// Whether both are about one thing: it is told once.
fn is_same(read: &Difference, told: &Disagreement) -> bool {
    let (object, subject) = (&read.object, &told.subject);
    let is_key = object.kind == Kind::PrimaryKey && subject.kind == "constraint";
    match &subject.table {
        Some(table) => *table == object.table && (object.name == subject.name || is_key),
        None => object.kind == Kind::Enum && object.table == subject.name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Index, Part, Table, Tuning};

    fn catalog(parameter: &str, column: &str) -> Catalog {
        let tuning = Tuning { parameters: vec![parameter.to_owned()], comment: None };
        let parts = vec![Part::column(column)];
        let index = Index { name: "i".to_owned(), parts, tuning, ..Index::default() };
        let table = Table { indexes: vec![index], ..Table::default() };
        let schema = Schema { tables: [("t".to_owned(), table)].into(), ..Schema::default() };
        Catalog { schema, definitions: Definitions::default() }
    }

    /// Who runs a server may set them.
    #[test]
    fn storage_parameters_of_a_live_index_are_no_drift() {
        let made = catalog("fillfactor='70'", "a");
        let read = |there: &Catalog| {
            let made = (&made.schema, &made.definitions);
            Differences::of(Backend::Postgres, made, there).read.len()
        };
        assert_eq!(read(&catalog("fillfactor='90'", "a")), 0);
        assert_eq!(read(&catalog("fillfactor='70'", "b")), 1);
    }
}
