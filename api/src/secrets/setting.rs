//! Settings that are secret: in a variable, or in a file that a variable with `_FILE` behind its
//! name names, as orchestrators mount their secrets.

use migration_kit::{Error, env};

/// The value of a setting.
///
/// # Errors
/// [`Error::Environment`] for a file that cannot be read, and for a setting that is given in both
/// ways.
pub fn setting(name: &str) -> Result<Option<String>, Error> {
    let file_name = format!("{name}_FILE");
    let Some(path) = env::var(&file_name).filter(|path| !path.is_empty()) else {
        return Ok(std::env::var(name).ok());
    };
    if std::env::var_os(name).is_some() {
        return Err(Error::Environment {
            message: format!("both {name} and {file_name} are set"),
            hint: Some("one of them has to go".to_owned()),
        });
    }
    let text = std::fs::read_to_string(&path).map_err(|error| Error::Environment {
        message: format!("{file_name} names {path}, which cannot be read: {error}"),
        hint: None,
    })?;
    Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
}
