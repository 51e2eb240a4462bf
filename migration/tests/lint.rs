//! What the linter says of this workspace's own history. Some migrations are older than the forms
//! that let others work, and none changes once it is released.

#![cfg(test)]

use std::path::Path;

use migration::Migrator;
use migration_kit::Backend;
use migration_kit::inside::lint::{self, Level};
use migration_kit::testing::block_on;
use sea_orm_migration::MigratorTrait as _;

/// Each is one that a person looked at: the migration was written before there was the safer form,
/// or means what it does.
const KNOWN: &[(&str, &str)] = &[
    ("m20260216_140000_index_chats_by_user_and_age", "blocking-index-create"),
    ("m20260216_140100_drop_index_of_chats_user_id", "blocking-index-drop"),
    ("m20260302_111500_rename_access_tokens_name_to_label", "rename-column"),
    ("m20260316_160100_fill_users_name", "backfill-in-one-statement"),
    ("m20260316_160200_require_users_name", "not-null-scan"),
    ("m20260413_101000_drop_providers_kind", "drop-column"),
    ("m20261122_235007_order_chats_by_id", "drop-index"),
];

#[test]
fn the_history_has_no_finding_that_is_not_known() {
    let backends = [Backend::Postgres, Backend::MySql, Backend::Sqlite];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let findings =
        block_on(lint::history(&Migrator::migrations(), &backends, Some(folder))).unwrap();
    let counts = findings.iter().filter(|finding| finding.level != Level::Note);
    let told: Vec<_> = counts
        .map(|finding| (finding.version.as_deref().unwrap_or_default(), finding.rule))
        .collect();
    assert_eq!(told, KNOWN, "{findings:#?}");
}
