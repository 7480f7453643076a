//! From errors to reasons that say what happened and what to do.

use super::resolve::ResolveFault;
use crate::fault::Fault;
use chrono::{DateTime, Duration, Utc};
use reqwest::StatusCode;
use std::error::Error;
use std::io;
use url::Url;

/// An address for a message: without user, password, query and fragment, which may hold secrets.
pub fn shown(url: &Url) -> String {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{}{port}{}", url.scheme(), url.host_str().unwrap_or_default(), url.path())
}

/// An error with all its causes, without the address that reqwest adds.
pub fn whole(error: &reqwest::Error) -> String {
    causes(error).last().map(ToString::to_string).unwrap_or_default()
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error: &&'a (dyn Error + 'static)| (*error).source())
}

/// Why no answer came.
pub fn of_error(error: &reqwest::Error, connect_timeout_s: u64) -> Fault {
    for cause in causes(error) {
        if let Some(fault) = cause.downcast_ref::<ResolveFault>() {
            return match fault {
                ResolveFault::NoService => Fault::soft(fault.to_string()),
                ResolveFault::NoSuchHost => Fault { no_such_host: true, ..Fault::soft(fault.to_string()) },
                _ => Fault::hard(fault.to_string()),
            };
        }
        if let Some(rustls) = cause.downcast_ref::<rustls::Error>() {
            return of_tls(rustls);
        }
        if let Some(error) = cause.downcast_ref::<io::Error>() {
            if let Some(rustls) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
                return of_tls(rustls);
            }
            if let Some(fault) = of_io(error.kind()) {
                return fault;
            }
        }
    }
    if error.is_connect() && error.is_timeout() {
        return Fault::soft(format!(
            "timed out after {connect_timeout_s} s while connecting: the host is down or blocks us"
        ));
    }
    Fault::soft(format!("the request failed: {}", whole(error)))
}

fn of_tls(error: &rustls::Error) -> Fault {
    match error {
        rustls::Error::InvalidCertificate(cause) => Fault::hard(format!(
            "the server's certificate is not valid ({cause:?}): the operator must renew it, or the address is wrong"
        )),
        other => {
            Fault::soft(format!("the encrypted connection failed ({other}): the server may speak no TLS on this port"))
        }
    }
}

fn of_io(kind: io::ErrorKind) -> Option<Fault> {
    let reason = match kind {
        io::ErrorKind::ConnectionRefused => "connection refused: nothing listens there; check the address and port",
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe => {
            "connection reset by the server: it may be overloaded or block us"
        }
        io::ErrorKind::UnexpectedEof => "the server closed the connection in the middle of its answer",
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable | io::ErrorKind::NetworkDown => {
            "the network or host cannot be reached: check the connection of this machine"
        }
        _ => return None,
    };
    Some(Fault::soft(reason))
}

/// Why an answer is no good one.
pub fn of_status(status: StatusCode, retry_after: Option<&str>, now: DateTime<Utc>) -> Fault {
    let code = status.as_u16();
    let wait = retry_after.and_then(|value| parse_retry_after(value, now));
    match code {
        404 => Fault::hard("404 not found: the address has moved or the feed is gone"),
        410 => Fault::hard("410 gone: the publisher has taken it away; remove or replace the source"),
        401 | 407 => Fault::hard(format!(
            "{code}: access needs a login; name where the token is in options.token_env or token_file, if the kind has it, and see that it is still good"
        )),
        403 => Fault::hard("403 forbidden: the server refuses us; ask its operator, or look for another address"),
        451 => Fault::hard("451 unavailable for legal reasons: blocked where the server or this machine stands"),
        429 => Fault::temporary("429 too many requests: the server asks us to come later", wait),
        503 => Fault::temporary("503 service unavailable: the server asks us to come later", wait),
        500..=599 => Fault::soft(format!(
            "{code} {}: a fault of the server",
            status.canonical_reason().unwrap_or("server error").to_lowercase()
        )),
        408 | 425 => Fault::soft(format!("{code}: the server did not get our request in time")),
        _ => Fault::hard(format!(
            "{code} {}: unexpected answer",
            status.canonical_reason().unwrap_or("unknown status").to_lowercase()
        )),
    }
}

/// `Retry-After`, in seconds or as a date.
fn parse_retry_after(value: &str, now: DateTime<Utc>) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse::<u32>() {
        return Some(Duration::seconds(i64::from(seconds)));
    }
    crate::parse::date(value).map(|at| at - now).filter(|wait| *wait > Duration::zero())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::FailureKind;

    #[test]
    fn answers_are_told_with_what_to_do() {
        let now = crate::parse::date("2026-01-05T08:00:00Z").expect("a date");
        let busy = of_status(StatusCode::TOO_MANY_REQUESTS, Some("Mon, 05 Jan 2026 08:02:00 GMT"), now);
        assert_eq!((busy.kind, busy.retry_after), (FailureKind::Temporary, Some(Duration::seconds(120))));
        let gone = of_status(StatusCode::NOT_FOUND, None, now);
        assert_eq!(gone.kind, FailureKind::Hard);
        assert!(gone.reason.contains("moved or the feed is gone"));
        assert_eq!(of_status(StatusCode::BAD_GATEWAY, None, now).kind, FailureKind::Soft);
    }

    #[test]
    fn an_address_is_shown_without_what_may_be_secret() {
        let url = Url::parse("https://user:pass@e.org:8443/a?token=s#f").expect("an address");
        assert_eq!(shown(&url), "https://e.org:8443/a");
    }
}
