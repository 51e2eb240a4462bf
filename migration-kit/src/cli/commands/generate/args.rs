//! The arguments of `generate`.

use crate::Error;
use crate::cli::args::Examples;
use crate::cli::options::Format;
use crate::diff::Resolutions;

/// Write and register the migration for what changed in the entities
#[derive(Clone, Debug, Default, clap::Args)]
#[command(after_help = EXAMPLES.help())]
pub(in crate::cli) struct Generate {
    /// What the migration does, such as add_title_to_chats [default: what it changes]
    pub name: Option<String>,

    /// Write nothing; exit with 1 if a migration is missing
    #[arg(long, conflicts_with_all = ["name", "dry_run", "rename", "rename_table", "drop", "accept", "backfill", "backfill_on", "online"])]
    pub check: bool,

    /// Print the migration instead of writing it
    #[arg(long)]
    pub dry_run: bool,

    /// Write a blank migration, to be filled by hand
    #[arg(long, conflicts_with_all = ["check", "dry_run", "rename", "rename_table", "drop", "accept", "backfill", "backfill_on", "online"])]
    pub empty: bool,

    /// PostgreSQL: change a type that rewrites the table by way of a new column, while the table is
    /// in use
    #[arg(long)]
    pub online: bool,

    /// Take the version from local time
    #[arg(short, long)]
    pub local_time: bool,

    /// Take the version from UTC (the default)
    #[arg(long, conflicts_with = "local_time")]
    pub universal_time: bool,

    /// How to print the result; github and sarif go with --check
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,

    /// A column was renamed, or a value of an enum. A table of another schema is SCHEMA.TABLE
    #[arg(long, value_name = "TABLE.OLD:NEW", help_heading = RESOLUTIONS)]
    pub rename: Vec<String>,

    /// A table was renamed
    #[arg(long, value_name = "OLD:NEW", help_heading = RESOLUTIONS)]
    pub rename_table: Vec<String>,

    /// A column, an index or a constraint may be dropped, or a whole table that no entity declares
    #[arg(long, value_name = "TABLE[.NAME]", help_heading = RESOLUTIONS)]
    pub drop: Vec<String>,

    /// A change that existing rows could refuse: a cast, a narrowing, a new unique
    #[arg(long, value_name = "TABLE[.NAME]", help_heading = RESOLUTIONS)]
    pub accept: Vec<String>,

    /// What existing rows get in a column that takes no NULL
    #[arg(long, value_name = "TABLE.COLUMN=SQL", help_heading = RESOLUTIONS)]
    pub backfill: Vec<String>,

    /// The same on one backend (sqlite, postgres, mysql), instead of what is said for all
    #[arg(long, value_name = "BACKEND:TABLE.COLUMN=SQL", help_heading = RESOLUTIONS)]
    pub backfill_on: Vec<String>,
}

const RESOLUTIONS: &str = "Resolutions, each as often as needed";

const EXAMPLES: Examples = Examples(&[
    ("generate", "ask what is not clear, and write"),
    ("generate --rename users.name:title", "say it, and write"),
    ("generate --check", "for CI"),
]);

impl Generate {
    /// What the flags decide.
    pub(super) fn resolutions(&self) -> Result<Resolutions, Error> {
        let mut resolutions = Resolutions {
            drops: self.drop.iter().cloned().collect(),
            accepts: self.accept.iter().cloned().collect(),
            online: self.online,
            ..Resolutions::default()
        };
        self.rename.iter().try_for_each(|text| resolutions.add_rename(text))?;
        self.rename_table.iter().try_for_each(|text| resolutions.add_rename_table(text))?;
        self.backfill.iter().try_for_each(|text| resolutions.add_backfill(text))?;
        self.backfill_on.iter().try_for_each(|text| resolutions.add_backfill_on(text))?;
        Ok(resolutions)
    }
}
