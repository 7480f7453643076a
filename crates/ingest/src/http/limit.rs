//! Reading a body within its limits: bytes, expansion, time.

use crate::config::FetchConfig;
use crate::fault::Fault;
use brotli_decompressor::DecompressorWriter as BrotliDecoder;
use flate2::write::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use std::io::{self, Write};
use zstd::stream::write::Decoder as ZstdDecoder;

/// Bodies up to this size may expand as they like: only large ones harm.
const FREE_BYTES: u64 = 1 << 20;

/// Room for decompressed bytes on their way.
const BUFFER_BYTES: usize = 16 << 10;

/// Why a body was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Excess {
    Size,
    Ratio,
}

/// A buffer that refuses to grow beyond its limits.
struct Bounded {
    bytes: Vec<u8>,
    wire_bytes: u64,
    size_max: u64,
    ratio_max: u64,
    excess: Option<Excess>,
}

impl Write for Bounded {
    fn write(&mut self, chunk: &[u8]) -> io::Result<usize> {
        let size = self.bytes.len() as u64 + chunk.len() as u64;
        let ratio = size > FREE_BYTES && size / self.wire_bytes.max(1) > self.ratio_max;
        self.excess = if ratio { Some(Excess::Ratio) } else { (size > self.size_max).then_some(Excess::Size) };
        if self.excess.is_some() {
            return Err(io::Error::other("beyond the limit"));
        }
        self.bytes.extend_from_slice(chunk);
        Ok(chunk.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How a body is encoded on the wire.
enum Decoder {
    Plain(Bounded),
    Gzip(Box<MultiGzDecoder<Bounded>>),
    Zlib(Box<ZlibDecoder<Bounded>>),
    Deflate(Box<DeflateDecoder<Bounded>>),
    Brotli(Box<BrotliDecoder<Bounded>>),
    Zstd(Box<ZstdDecoder<'static, Bounded>>),
    /// `deflate` means zlib and is often raw deflate: the first byte tells.
    Undecided(Bounded),
}

/// A body while it arrives.
pub struct Intake {
    decoder: Decoder,
    size_max: u64,
    ratio_max: u64,
}

impl Intake {
    /// For a body with this `Content-Encoding`. Only what we ask for is understood.
    pub fn new(encoding: Option<&str>, config: &FetchConfig) -> Result<Self, Fault> {
        let (size_max, ratio_max) = (config.body_bytes_max, config.expansion_ratio_max);
        let sink = Bounded { bytes: Vec::new(), wire_bytes: 0, size_max, ratio_max, excess: None };
        let decoder = match encoding.map(|name| name.trim().to_ascii_lowercase()).as_deref() {
            None | Some("" | "identity" | "utf-8" | "none") => Decoder::Plain(sink),
            Some("gzip" | "x-gzip") => Decoder::Gzip(Box::new(MultiGzDecoder::new(sink))),
            Some("deflate") => Decoder::Undecided(sink),
            Some("br") => Decoder::Brotli(Box::new(BrotliDecoder::new(sink, BUFFER_BYTES))),
            Some("zstd") => {
                let decoder = ZstdDecoder::new(sink)
                    .map_err(|error| Fault::soft(format!("the zstd decoder cannot be set up ({error})")))?;
                Decoder::Zstd(Box::new(decoder))
            }
            Some(other) => {
                let other: String = other.chars().take(40).collect();
                return Err(Fault::hard(format!(
                    "answers compressed with {other:?}, which was not asked for: the server is misconfigured"
                )));
            }
        };
        Ok(Self { decoder, size_max, ratio_max })
    }

    fn sink(&mut self) -> &mut Bounded {
        match &mut self.decoder {
            Decoder::Plain(sink) | Decoder::Undecided(sink) => sink,
            Decoder::Gzip(decoder) => decoder.get_mut(),
            Decoder::Zlib(decoder) => decoder.get_mut(),
            Decoder::Deflate(decoder) => decoder.get_mut(),
            Decoder::Brotli(decoder) => decoder.get_mut(),
            Decoder::Zstd(decoder) => decoder.get_mut(),
        }
    }

    /// Takes a piece as it came over the wire.
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), Fault> {
        if chunk.is_empty() {
            return Ok(());
        }
        self.decide(chunk[0]);
        self.sink().wire_bytes += chunk.len() as u64;
        let written = match &mut self.decoder {
            Decoder::Plain(sink) | Decoder::Undecided(sink) => {
                // Nothing expands: the ratio is one.
                sink.ratio_max = u64::MAX;
                sink.write_all(chunk)
            }
            Decoder::Gzip(decoder) => decoder.write_all(chunk).and_then(|()| decoder.flush()),
            Decoder::Zlib(decoder) => decoder.write_all(chunk).and_then(|()| decoder.flush()),
            Decoder::Deflate(decoder) => decoder.write_all(chunk).and_then(|()| decoder.flush()),
            Decoder::Brotli(decoder) => decoder.write_all(chunk).and_then(|()| decoder.flush()),
            Decoder::Zstd(decoder) => decoder.write_all(chunk).and_then(|()| decoder.flush()),
        };
        written.map_err(|error| self.fault(&error))
    }

    fn decide(&mut self, first: u8) {
        // The low four bits of a zlib header name its method, 8.
        let zlib = first & 0x0f == 8 && first >> 4 <= 7;
        let decoder = std::mem::replace(&mut self.decoder, Decoder::Undecided(Bounded::none()));
        self.decoder = match decoder {
            Decoder::Undecided(sink) if zlib => Decoder::Zlib(Box::new(ZlibDecoder::new(sink))),
            Decoder::Undecided(sink) => Decoder::Deflate(Box::new(DeflateDecoder::new(sink))),
            decided => decided,
        };
    }

    fn fault(&mut self, error: &io::Error) -> Fault {
        let (size_max, ratio_max) = (self.size_max, self.ratio_max);
        match self.sink().excess {
            Some(Excess::Size) => Fault::hard(format!(
                "answer is larger than {size_max} bytes: refused; raise fetch.body_bytes_max if that is right"
            )),
            Some(Excess::Ratio) => {
                Fault::hard(format!("answer expands more than {ratio_max} times: refused as a decompression bomb"))
            }
            None => {
                Fault::soft(format!("answer is compressed and damaged ({error}): the server or the line is at fault"))
            }
        }
    }

    /// The whole body. A compressed body that is cut off gives what could be read: a feed is still worth reading.
    pub fn finish(mut self) -> Vec<u8> {
        let _ = match &mut self.decoder {
            Decoder::Plain(_) | Decoder::Undecided(_) => Ok(()),
            Decoder::Gzip(decoder) => decoder.try_finish(),
            Decoder::Zlib(decoder) => decoder.try_finish(),
            Decoder::Deflate(decoder) => decoder.try_finish(),
            Decoder::Brotli(decoder) => decoder.flush(),
            Decoder::Zstd(decoder) => decoder.flush(),
        };
        std::mem::take(&mut self.sink().bytes)
    }
}

impl Bounded {
    /// A place holder that takes nothing.
    fn none() -> Self {
        Self { bytes: Vec::new(), wire_bytes: 0, size_max: 0, ratio_max: 0, excess: None }
    }
}

/// Unpacks a gzip file (`sitemap.xml.gz`) within the same limits; other bytes come back as they are.
pub fn gunzip(bytes: Vec<u8>, config: &FetchConfig) -> Result<Vec<u8>, Fault> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    let mut intake = Intake::new(Some("gzip"), config)?;
    intake.push(&bytes)?;
    Ok(intake.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    fn take(encoding: Option<&str>, bytes: &[u8]) -> Result<Vec<u8>, Fault> {
        let config = FetchConfig { body_bytes_max: 8 << 20, ..FetchConfig::default() };
        let mut intake = Intake::new(encoding, &config)?;
        for chunk in bytes.chunks(1000) {
            intake.push(chunk)?;
        }
        Ok(intake.finish())
    }

    #[test]
    fn every_encoding_we_ask_for_is_read() {
        let text = b"beacon ".repeat(500);
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::fast());
        for writer in [&mut gzip as &mut dyn Write, &mut zlib, &mut raw] {
            writer.write_all(&text).expect("compressed");
        }
        // 500 times "beacon ", compressed with the reference encoder.
        let brotli = [
            0x1b, 0xab, 0x0d, 0xf8, 0x05, 0x3c, 0x64, 0xa9, 0x3e, 0x57, 0x4c, 0x25, 0x6e, 0x8b, 0x04, 0x7e, 0x15, 0x00,
            0xb8, 0xca, 0x07,
        ];
        let zstd = zstd::encode_all(text.as_slice(), 3).expect("zstd");
        assert_eq!(take(None, &text), Ok(text.clone()));
        assert_eq!(take(Some("br"), &brotli), Ok(text.clone()));
        assert_eq!(take(Some("zstd"), &zstd), Ok(text.clone()));
        assert_eq!(take(Some("gzip"), &gzip.finish().expect("gzip")), Ok(text.clone()));
        assert_eq!(take(Some("deflate"), &zlib.finish().expect("zlib")), Ok(text.clone()));
        assert_eq!(take(Some("deflate"), &raw.finish().expect("raw")), Ok(text));
    }

    #[test]
    fn a_bomb_a_giant_and_an_unknown_encoding_are_named() {
        let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
        bomb.write_all(&vec![0; 6 << 20]).expect("compressed");
        let reason = |result: Result<Vec<u8>, Fault>| result.expect_err("refused").reason;
        assert!(reason(take(Some("gzip"), &bomb.finish().expect("a bomb"))).contains("decompression bomb"));
        assert!(reason(take(None, &vec![b'a'; 9 << 20])).contains("body_bytes_max"));
        assert!(reason(take(Some("lzma"), b"x")).contains("\"lzma\""));
        let bomb = zstd::encode_all(vec![0; 6 << 20].as_slice(), 3).expect("a bomb");
        assert!(reason(take(Some("zstd"), &bomb)).contains("decompression bomb"));
        assert!(reason(take(Some("gzip"), b"no gzip at all")).contains("damaged"));
    }
}
