/**
 * Which files may hold secrets. Decided by path and size alone, for every entry of every layer, so it is quick.
 *
 * in     a clean path and a size
 * out    how to look at the file, or why not
 */
export type Look = 'all' | 'formats' | { readonly skip: string };

/** A larger file is read so far; most that are larger are data. */
export const textLimit = 1024 * 1024;

const binary = new Set(
  'so a o ko pyc pyo class jar war ear whl egg zip gz tgz xz bz2 zst lz4 7z rar deb rpm apk mo gmo pdf png jpg jpeg gif ico bmp webp svgz tif tiff psd eot ttf otf woff woff2 mp3 mp4 ogg wav webm avi mov flac exe dll lib dylib node wasm bin db sqlite sqlite3 mdb hwdb msi iso img dmg pack idx rlib rmeta beam elc gresource typelib nib icu'.split(
    ' ',
  ),
);
const certificates = new Set(['crt', 'cer', 'der', 'p7b', 'crl', 'csr']);
const source = new Set(
  'c h cc cpp hpp hh m4 am in pod 1 2 3 4 5 6 7 8 po pot list md5sums symbols shlibs triggers map tcl enc css scss less svg html htm xsl xsd dtd rng rst tex afm ttx aff dic hyp'.split(
    ' ',
  ),
);
const lockFiles =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock|poetry\.lock|Pipfile\.lock|uv\.lock|Cargo\.lock|composer\.lock|Gemfile\.lock|go\.sum|mix\.lock|pubspec\.lock|packages\.lock\.json|\.package-lock\.json|RECORD|installed\.json|METADATA|PKG-INFO)$/;
/** Code and data somebody else wrote and anybody can read. */
const others =
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|bower_components|vendor\/(?:bundle|github\.com|golang\.org)|gems|go\/pkg\/mod|\.cargo\/registry|\.m2|\.gradle|__pycache__)\/|^usr\/(?:lib|lib32|lib64|libexec|share|include|src|local\/lib\/(?:python|node|ruby|perl)[^/]*)\/|^(?:lib|lib64|usr\/s?bin|s?bin)\/|^var\/lib\/(?:dpkg|apt|rpm|pacman|apk)\/|^etc\/(?:ssl|pki|ca-certificates|security|pam\.d|init\.d|apt|alternatives|java[^/]*|fonts|X11|selinux|bash_completion\.d|skel|profile\.d|systemd)\//;
const documentation =
  /^usr\/share\/(?:doc|doc-base|man|info|locale|i18n|zoneinfo|terminfo|fonts|icons|mime|X11|gtk-doc|help|javascript|common-licenses|bash-completion|zsh|lintian|bug|perl|perl5|vim|emacs|misc|gdb|keyrings|pixmaps|applications|unicode|pam|sounds|themes|nano|groff|consolefonts|consoletrans|keymaps|tabset|awk|base-files|dpkg|debconf|polkit-1|ca-certificates|xml|sgml|texmf[^/]*|tex|hunspell|myspell|ri|gems)\/|^usr\/(?:lib|share)\/(?:locale|debug)\/|^usr\/lib\/[^/]*-linux-gnu[^/]*\/(?:gconv|perl|perl-base)\//;
const packageData =
  /^var\/lib\/dpkg\/(?:info\/|status(?:-old)?$|available|triggers\/)|^var\/lib\/apt\/lists\/|^var\/lib\/rpm\/|^usr\/lib\/sysimage\/|^lib\/apk\/db\/|^var\/cache\/(?:apt|man|ldconfig|fontconfig|debconf\/templates|apk)|^etc\/ssl\/certs\/|^etc\/pki\/ca-trust\/|^usr\/lib\/udev\/hwdb/;

/** @param bytes the file's size */
export function lookAt(path: string, bytes: number): Look {
  if (bytes < 8) return { skip: 'empty' };
  const slash = path.lastIndexOf('/') + 1;
  const dot = path.lastIndexOf('.');
  const extension = dot > slash ? path.slice(dot + 1).toLowerCase() : '';
  if (binary.has(extension) || (extension !== '' && path.includes('.so.', slash))) return { skip: 'binary' };
  if (certificates.has(extension)) return { skip: 'certificate' };
  if (packageData.test(path)) return { skip: 'package database' };
  if (documentation.test(path)) return { skip: 'documentation' };
  if (lockFiles.test(path)) return 'formats';
  if (others.test(path)) return source.has(extension) ? { skip: 'code of others' } : 'formats';
  return 'all';
}
