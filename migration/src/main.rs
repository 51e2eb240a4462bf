//! The command line: `cargo run -p migration -- up`.

use std::process::ExitCode;

use migration::Migrator;
use migration_kit::policy::{OWNERSHIP, Policy};

#[cfg_attr(feature = "runtime-tokio", tokio::main)]
#[cfg_attr(not(feature = "runtime-tokio"), async_std::main)]
async fn main() -> ExitCode {
    migration_kit::cli::run(
        Migrator,
        migration_kit::entities![
            entity::user,
            entity::access_token,
            entity::provider,
            entity::chat,
            entity::message,
            entity::idempotency_key,
            entity::master_key,
        ]
        .index(entity::chat::by_user_and_age())
        .policy(
            Policy::default()
                .exempt(&OWNERSHIP, "master_keys", "the server's own keys, nobody's")
                .ignore_until("m20260401_090000_add_pending_to_chat_status"),
        ),
    )
    .await
}
