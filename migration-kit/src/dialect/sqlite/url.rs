//! What the driver takes from a URL.

use sea_orm::sqlx::{self, sqlite::SqliteConnectOptions};
use url::form_urlencoded;

use crate::dialect::Sqlite;
use crate::dialect::url::{Effective, Url};
use crate::escape::percent_encoded;

impl Url for Sqlite {
    fn read(&self, url: &str) -> Result<Effective, sqlx::Error> {
        let options: SqliteConnectOptions = url.parse()?;
        let (path, parameters) = url.split_once('?').unwrap_or((url, ""));
        let mode = |wanted: &str| {
            form_urlencoded::parse(parameters.as_bytes())
                .any(|(name, mode)| name == "mode" && mode == wanted)
        };
        let in_memory = mode("memory")
            || path.trim_start_matches("sqlite://").trim_start_matches("sqlite:") == ":memory:";
        let file = (!in_memory).then(|| options.get_filename().to_owned());
        let shown = match &file {
            Some(file) => {
                format!("sqlite://{}", percent_encoded(&file.to_string_lossy(), &['%', '?', '#']))
            }
            None => "sqlite::memory:".to_owned(),
        };
        Ok(Effective {
            shown,
            local: true,
            in_memory,
            makes_file: mode("rwc"),
            file,
            database: None,
        })
    }

    fn takes(&self, _: &str) -> bool {
        true
    }
}
