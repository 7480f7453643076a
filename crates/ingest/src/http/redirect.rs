//! One request with all its hops: scheme and address are checked on each, credentials stay with the first host.

use super::limit::Intake;
use super::pace::Pace;
use super::robots::Robots;
use super::{Answer, Ask, Own, address, header, host_of, reason};
use crate::cadence;
use crate::config::FetchConfig;
use crate::fault::Fault;
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, EXPIRES, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, LAST_MODIFIED, LOCATION, RETRY_AFTER,
};
use reqwest::{Client, Response, StatusCode};
use std::net::IpAddr;
use std::time::Duration;
use tokio::time::{Instant, timeout, timeout_at};
use url::{Host, Url};

/// Follows redirects until there is an answer.
pub async fn follow(
    client: &Client,
    pace: &Pace,
    config: &FetchConfig,
    robots: Option<&Robots>,
    ask: Ask<'_>,
) -> Result<Answer, Fault> {
    let mut url = ask.url.clone();
    let mut own = Own::Plain;
    for hop in 0..=config.redirects_max {
        check(&url, hop, &ask)?;
        if let Some(robots) = robots {
            robots.permit(client, pace, config, &ask, &url).await?;
        }
        let turn = pace.turn(&host_of(&url)).await.ok_or_else(|| Fault::soft("the program is stopping"))?;
        // Waiting for one's turn is not the server's time.
        let deadline = Instant::now() + Duration::from_secs(config.total_timeout_s);
        let response = head(client, config, &ask, &url).await?;
        let status = response.status();
        if status.is_redirection() && status != StatusCode::NOT_MODIFIED {
            if ask.form.is_some() {
                return Err(Fault::hard("redirects the login, which is sent to no other address: correct url"));
            }
            url = next_hop(&response, &url)?;
            // One hop that is meant for a time makes the whole way so.
            let for_good = own != Own::Unknown && matches!(status.as_u16(), 301 | 308);
            own = if for_good { Own::Moved(url.clone()) } else { Own::Unknown };
            continue;
        }
        let answer = answer(response, url, config, &ask, deadline).await;
        drop(turn);
        return answer.map(|answer| Answer { own, ..answer });
    }
    Err(Fault::hard(format!(
        "redirects more than {} times: the address leads in a circle; open it in a browser and take where it ends",
        config.redirects_max
    )))
}

/// The resolver never sees an address written as numbers, so it is checked here, on every hop.
fn check(url: &Url, hop: usize, ask: &Ask<'_>) -> Result<(), Fault> {
    let verb = if hop == 0 { "leads" } else { "redirects" };
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Fault::hard(format!("{verb} to {}:, which is neither http nor https: refused", url.scheme())));
    }
    let address: IpAddr = match url.host() {
        Some(Host::Ipv4(v4)) => v4.into(),
        Some(Host::Ipv6(v6)) => v6.into(),
        Some(Host::Domain(name)) if !name.is_empty() => return Ok(()),
        _ => return Err(Fault::hard(format!("{verb} to an address without a host: refused"))),
    };
    address::check(address, ask.allow).map_err(|what| {
        Fault::hard(format!("{verb} to {address}, {what}: refused; allow it with allow_networks if it is yours"))
    })
}

/// Sends the request and waits for the head of the answer.
async fn head(client: &Client, config: &FetchConfig, ask: &Ask<'_>, url: &Url) -> Result<Response, Fault> {
    let request = match &ask.form {
        None => client.get(url.clone()),
        Some(form) => {
            client.post(url.clone()).header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form.0.clone())
        }
    };
    let mut request = request.header(ACCEPT, ask.accept).header(ACCEPT_ENCODING, "gzip, deflate, br, zstd");
    if let Some(etag) = ask.etag {
        request = request.header(IF_NONE_MATCH, etag);
    }
    if let Some(date) = ask.last_modified {
        request = request.header(IF_MODIFIED_SINCE, date);
    }
    if let Some(secret) = ask.credential.as_ref().filter(|_| same_origin(url, &ask.url)) {
        request = request.header(&secret.name, &secret.value);
    }
    let patience = Duration::from_secs(config.first_byte_timeout_s.min(config.total_timeout_s));
    match timeout(patience, request.send()).await {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(error)) => Err(reason::of_error(&error, config.connect_timeout_s)),
        Err(_) => {
            let seconds = patience.as_secs();
            Err(Fault::soft(format!(
                "timed out after {seconds} s waiting for the first byte: the server is slow or down"
            )))
        }
    }
}

/// Whether a secret for one address may be sent to another: same scheme, host and port.
fn same_origin(one: &Url, other: &Url) -> bool {
    one.origin() == other.origin()
}

fn next_hop(response: &Response, from: &Url) -> Result<Url, Fault> {
    let location = header(response.headers(), LOCATION);
    let target = location.as_deref().and_then(|location| from.join(location).ok());
    let status = response.status().as_u16();
    target.ok_or_else(|| Fault::hard(format!("{status} redirects to nowhere: the server is misconfigured")))
}

/// Reads the body of a final answer.
async fn answer(
    mut response: Response,
    url: Url,
    config: &FetchConfig,
    ask: &Ask<'_>,
    deadline: Instant,
) -> Result<Answer, Fault> {
    let value = |name| header(response.headers(), name);
    let mut answer = Answer {
        changed: response.status() != StatusCode::NOT_MODIFIED,
        url,
        own: Own::Unknown,
        bytes: Vec::new(),
        content_type: value(CONTENT_TYPE),
        etag: value(ETAG),
        last_modified: value(LAST_MODIFIED),
        hints: cadence::of_headers(value(CACHE_CONTROL).as_deref(), value(EXPIRES).as_deref(), ask.now),
    };
    if !answer.changed {
        return Ok(answer);
    }
    if !response.status().is_success() {
        let fault = reason::of_status(response.status(), value(RETRY_AFTER).as_deref(), ask.now);
        return Err(Fault { status: Some(response.status().as_u16()), ..fault });
    }
    let mut intake = Intake::new(value(CONTENT_ENCODING).as_deref(), config)?;
    loop {
        match timeout_at(deadline, response.chunk()).await {
            Ok(Ok(Some(chunk))) => intake.push(&chunk)?,
            Ok(Ok(None)) => break,
            Ok(Err(error)) => return Err(reason::of_error(&error, config.connect_timeout_s)),
            Err(_) => {
                let seconds = config.total_timeout_s;
                return Err(Fault::soft(format!(
                    "timed out after {seconds} s in the middle of the answer: the server is too slow"
                )));
            }
        }
    }
    answer.bytes = intake.finish();
    Ok(answer)
}
