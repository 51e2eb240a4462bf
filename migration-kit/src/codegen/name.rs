//! A migration's version: the time it was made, and what it does.

use chrono::{Local, TimeDelta, Utc};

use crate::Error;

/// Which clock a version takes its time from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    /// Coordinated universal time: the same order for a team in several time zones.
    #[default]
    Utc,
    /// The machine's own time zone.
    Local,
}

/// `m20261122_101500_add_title`, from the current time and a name that becomes an identifier; so
/// many seconds later for a migration that has to come behind others.
pub(super) fn version(name: &str, clock: Clock, later: usize) -> Result<String, Error> {
    const FORMAT: &str = "m%Y%m%d_%H%M%S";
    let later = TimeDelta::seconds(i64::try_from(later).unwrap_or_default());
    let time = match clock {
        Clock::Utc => (Utc::now() + later).format(FORMAT).to_string(),
        Clock::Local => (Local::now() + later).format(FORMAT).to_string(),
    };
    Ok(format!("{time}_{}", identifier(name)?))
}

/// Lower case, with one underscore for whatever is no letter or digit of an identifier.
///
/// # Errors
/// [`Error::Usage`] for a name without a letter or a digit.
pub fn identifier(name: &str) -> Result<String, Error> {
    let name = name.to_lowercase();
    let words: Vec<&str> =
        name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        return Err(Error::usage(
            "the name of a migration needs at least one letter (a-z) or digit",
        ));
    }
    Ok(words.join("_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_becomes_an_identifier() {
        assert_eq!(identifier("add_title").unwrap(), "add_title");
        assert_eq!(identifier(" Add  Title-to: chats! ").unwrap(), "add_title_to_chats");
        assert_eq!(identifier("../../etc/passwd").unwrap(), "etc_passwd");
        for bad in ["", " ", "--", "é"] {
            assert_eq!(identifier(bad).unwrap_err().exit_code(), 2, "{bad}");
        }
    }
}
