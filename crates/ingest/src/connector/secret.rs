//! Secrets of sources. An option `token_env` names the environment variable that holds one, `token_file` the file; what it
//! is never stands in a source, and nothing that is shown, logged or stored holds it.

use super::option;
use crate::fault::Fault;
use domain::{Body, Item, Source};
use reqwest::header::HeaderValue;
use std::fmt;
use std::io::Read;

/// A file with a secret is a line, not a book.
const BYTES_MAX: u64 = 16 << 10;
/// Shorter ones are not looked for in messages: they would blank out half of every text.
const HIDDEN_BYTES_MIN: usize = 4;

/// A secret. It shows itself to nobody by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// From what a server gave.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself, to be sent and nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// As the value of a header, after a scheme such as `Bearer `.
    pub fn header(&self, scheme: &str) -> Result<HeaderValue, Fault> {
        let value = HeaderValue::from_str(&format!("{scheme}{}", self.0));
        let mut value =
            value.map_err(|_| Fault::hard("the secret holds signs that cannot be sent in a header: copy it again"))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

/// The secret that the options `NAME_env` or `NAME_file` lead to, when one of them is set.
pub fn read(source: &Source, name: &str) -> Result<Option<Secret>, Fault> {
    let (env, file) = (format!("{name}_env"), format!("{name}_file"));
    let text = match (option(source, &env), option(source, &file)) {
        (Some(variable), _) => std::env::var(variable).map_err(|_| {
            Fault::hard(format!("the environment variable {variable} is not set: put the server's {name} there"))
        })?,
        (None, Some(path)) => from_file(path).map_err(|cause| {
            Fault::hard(format!("options.{file}: {path} cannot be read ({cause}): correct the path"))
        })?,
        (None, None) => return Ok(None),
    };
    match text.trim() {
        "" => Err(Fault::hard(format!("the {name} that options.{env} or options.{file} leads to is empty"))),
        text => Ok(Some(Secret(text.to_owned()))),
    }
}

fn from_file(path: &str) -> std::io::Result<String> {
    let mut text = String::new();
    std::fs::File::open(path)?.take(BYTES_MAX).read_to_string(&mut text)?;
    Ok(text)
}

/// Hides the secrets of a source in texts about it: a server may repeat in its answer what it was sent.
pub struct Hidden(Vec<Secret>);

impl Hidden {
    /// All secrets of a source.
    pub fn of(source: &Source) -> Self {
        let names = source.options.keys().filter_map(|key| key.strip_suffix("_env").or(key.strip_suffix("_file")));
        let secrets = names.filter_map(|name| read(source, name).ok().flatten());
        Self(secrets.filter(|secret| secret.0.len() >= HIDDEN_BYTES_MIN).collect())
    }

    /// Takes them out of what an item says.
    pub fn hide_in(&self, item: &mut Item) {
        if self.0.is_empty() {
            return;
        }
        self.hide(&mut item.title);
        let body = match &mut item.body {
            Body::Text(text) | Body::Fragment(text) | Body::Page(text) => Some(text),
            Body::None => None,
        };
        body.into_iter()
            .chain(&mut item.summary)
            .chain(&mut item.link)
            .chain(&mut item.guid)
            .for_each(|text| self.hide(text));
    }

    /// Takes them out of a text.
    pub fn hide(&self, text: &mut String) {
        for Secret(secret) in &self.0 {
            if text.contains(secret.as_str()) {
                *text = text.replace(secret.as_str(), "…");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(options: &[(&str, &str)]) -> Source {
        let mut source: Source = serde_json::from_value(
            serde_json::json!({"id": "s", "name": "S", "kind": "kobo", "url": "", "class": "field"}),
        )
        .expect("a source");
        source.options = options.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        source
    }

    #[test]
    fn a_file_gives_a_secret_that_does_not_show_itself() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("token");
        std::fs::write(&path, "  s3cr3t-token\n").expect("a file");
        let path = path.display().to_string();
        let secret = read(&source(&[("token_file", &path)]), "token").expect("readable").expect("a secret");
        assert_eq!((secret.expose(), format!("{secret:?}").as_str()), ("s3cr3t-token", "Secret(…)"));
        assert!(!format!("{:?}", secret.header("Token ").expect("a header")).contains("s3cr3t"));
        let mut text = "the server says: bad s3cr3t-token".to_owned();
        Hidden::of(&source(&[("token_file", &path)])).hide(&mut text);
        assert_eq!(text, "the server says: bad …");
    }

    #[test]
    fn what_is_missing_or_empty_is_told_by_its_option() {
        let reason = |options: &[(&str, &str)]| read(&source(options), "token").expect_err("refused").reason;
        assert!(reason(&[("token_env", "ALMENARA_NOT_SET")]).contains("ALMENARA_NOT_SET is not set"));
        assert!(reason(&[("token_file", "/nowhere/at/all")]).contains("options.token_file: /nowhere/at/all"));
        assert!(reason(&[("token_file", "/dev/null")]).contains("is empty"));
        assert_eq!(read(&source(&[]), "token"), Ok(None));
    }
}
