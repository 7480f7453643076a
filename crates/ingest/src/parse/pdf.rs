//! PDF. The library panics and recurses on damaged files, so it runs guarded, on its own thread, with a time limit.

use super::content::FileContent;
use super::guard;
use domain::{Body, Item};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Larger files are not read.
const FILE_BYTES_MAX: usize = 20 << 20;
/// How long one file may take. A thread that is still busy is left behind: it can only be ended with the process.
const READ_TIMEOUT: Duration = Duration::from_secs(8);
/// Deeply nested objects need more than the usual stack.
const STACK_BYTES: usize = 32 << 20;

/// Reads the text of a PDF file.
pub fn read(name: &str, bytes: &[u8]) -> FileContent {
    match text_of(bytes) {
        Ok(text) if text.trim().is_empty() => FileContent::fault(
            name,
            "this PDF has no text, only pictures of it: drop the text itself, or a version with text",
        ),
        Ok(text) => FileContent::one(Item { body: Body::Text(paragraphs(&text)), ..Item::default() }),
        Err(fault) => FileContent::fault(name, format!("this PDF cannot be read: {fault}")),
    }
}

fn text_of(bytes: &[u8]) -> Result<String, String> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(format!("it is larger than {} MB; split it", FILE_BYTES_MAX >> 20));
    }
    if !bytes[..bytes.len().min(1024)].windows(5).any(|head| head == b"%PDF-") {
        return Err("it does not begin as a PDF does".to_owned());
    }
    let (send, receive) = mpsc::channel();
    let bytes = bytes.to_vec();
    let read = move || {
        let text = guard::guarded(|| pdf_extract::extract_text_from_mem(&bytes).map_err(|fault| fault.to_string()));
        // The receiver is gone when the time was up.
        let _ = send.send(text.unwrap_or_else(|fault| Err(format!("it is damaged ({fault})"))));
    };
    thread::Builder::new()
        .name("pdf".to_owned())
        .stack_size(STACK_BYTES)
        .spawn(read)
        .map_err(|fault| fault.to_string())?;
    receive
        .recv_timeout(READ_TIMEOUT)
        .unwrap_or_else(|_| Err(format!("it takes longer than {} s", READ_TIMEOUT.as_secs())))
}

/// Lines put together to paragraphs: a blank line parts them.
fn paragraphs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines().map(str::trim) {
        match (line.is_empty(), out.is_empty() || out.ends_with('\n')) {
            (true, false) => out.push('\n'),
            (true, true) => {}
            (false, at_start) => {
                if !at_start {
                    out.push(' ');
                }
                out.push_str(line);
            }
        }
    }
    out.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_files_are_told() {
        for bytes in
            [b"no".as_slice(), b"%PDF-1.4\ntrailer<</Root 1 0 R>>", b"%PDF-1.7\n1 0 obj<<>>endobj\nxref\n0 1\n"]
        {
            assert!(read("a.pdf", bytes).issues[0].what.contains("cannot be read"));
        }
    }

    #[test]
    fn lines_become_paragraphs() {
        assert_eq!(paragraphs("a\nb\n\n\nc\n"), "a b\nc");
    }
}
