//! The door to the operating system: safe functions over `libc` for what the standard library of Rust does not have.
//!
//! Native modules have no `unsafe`; what they need of it is here. Nothing here knows Python.

pub mod file;
pub mod limits;
pub mod poll;
pub mod process;
pub mod signal;
pub mod socket;
pub mod time;

/// Bytes that nobody can guess, from the system.
pub fn random_bytes(n: usize) -> Vec<u8> {
    let mut bytes = vec![0; n];
    let mut done = 0;
    while done < n {
        // SAFETY: the pointer and the length are those of the rest of `bytes`.
        let got = unsafe { libc::getrandom(bytes[done..].as_mut_ptr().cast(), n - done, 0) };
        match usize::try_from(got) {
            Ok(got) => done += got,
            Err(_) if std::io::Error::last_os_error().kind() == std::io::ErrorKind::Interrupted => {
            }
            Err(_) => panic!("the system gives no random bytes"),
        }
    }
    bytes
}
