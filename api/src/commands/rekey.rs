//! `api rekey`: encrypts the stored secrets again under the first key, so that an older one can be
//! taken away.

use migration_kit::Error;

use super::print;
use crate::config::Config;
use crate::secrets::Keyring;
use crate::store::Store;

pub async fn run() -> Result<(), Error> {
    let config = Config::from_env()?;
    let keyring = Keyring::from_env(config.database.sqlite_file().as_deref())?;
    let store = Store::open(&config).await?;
    store.check_keys(&keyring).await?;
    let done = store.rekey(&keyring).await.map_err(|source| Error::Database {
        doing: "encrypt the secrets again".to_owned(),
        source,
        hint: Some("run it again; what was done stays done".to_owned()),
    })?;
    print(&format!(
        "{} encrypted again under the key `{}`, {} were already\n",
        done.changed,
        keyring.current(),
        done.current
    ))?;
    let Some((table, row, why)) = done.unreadable.first() else { return Ok(()) };
    Err(Error::Environment {
        message: format!(
            "{} could not be read, the first one in {table}, row {row}: {why}",
            done.unreadable.len()
        ),
        hint: Some(
            "add the key that they were encrypted with to API_MASTER_KEY, behind the first one"
                .to_owned(),
        ),
    })
}
