/** The files that make readers hold much: applications with archives in archives, and rpm's database. */
import { DatabaseSync } from 'node:sqlite';
import { crc32, deflateRawSync } from 'node:zlib';
import { rpmHeader } from '../../packages/scan/src/catalog/os/rpm-databases.fixture.ts';
import { seeded } from './images.ts';
import { file, type PlannedFile, whole } from './large-images.ts';

const megabyte = 1024 * 1024;
const random = seeded(1);
const unpackable = Buffer.from(Uint8Array.from({ length: megabyte }, () => random() * 256));

/** With `libraries` archives of 1.5 MB in it, and one of 40 MB, as Spring Boot packs them: stored. A web archive has them deflated. */
export function application(path: string, libraries: number): PlannedFile {
  const packing = path.endsWith('.war') ? 'deflated' : 'stored';
  const library = libraryOf(1.5 * megabyte);
  // The names and so the packages differ, what is in them does not: that is read all the same.
  const entries = Array.from({ length: libraries }, (_, number) => ({
    name: `lib/library-1.${number}.jar`,
    content: library,
  }));
  return file(
    path,
    0o644,
    whole(...zip([...entries, { name: 'lib/large-2.0.jar', content: libraryOf(40 * megabyte) }], packing)),
  );
}

function libraryOf(bytes: number): Buffer {
  const classes = Array.from({ length: Math.ceil(bytes / 5000) }, (_, number) => ({
    name: `org/example/Class${number}.class`,
    content: Buffer.concat([noise(number, 4500), Buffer.alloc(3000, 'class ')]),
  }));
  const pom = Buffer.from(`groupId=org.example\nartifactId=library\nversion=1.${bytes}\n`);
  return Buffer.concat(
    zip([{ name: 'META-INF/maven/org.example/library/pom.properties', content: pom }, ...classes], 'deflated'),
  );
}

/** Of what cannot be packed; what is close by differs. */
function noise(number: number, length: number): Buffer {
  const from = (number * length) % (unpackable.length - length);
  return unpackable.subarray(from, from + length);
}

interface ZipFile {
  readonly name: string;
  readonly content: Buffer;
}

function zip(files: readonly ZipFile[], packing: 'stored' | 'deflated'): Buffer[] {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  const packed = new Map<Buffer, Buffer>();
  let offset = 0;
  for (const { name, content } of files) {
    const data = packing === 'stored' ? content : (packed.get(content) ?? deflateRawSync(content, { level: 1 }));
    packed.set(content, data);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(packing === 'stored' ? 0 : 8, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, place, Buffer.from(name));
    const head = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name)]);
    parts.push(head, data);
    offset += head.length + data.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return [...parts, ...directory, end];
}

/** As a system with that many packages has it: 33 KB of each. */
export function rpmDatabase(packages: number): readonly PlannedFile[] {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)');
  const insert = database.prepare('INSERT INTO Packages (blob) VALUES (?)');
  for (let number = 0; number < packages; number++) insert.run(headerOf(number));
  const bytes = Buffer.from(database.serialize());
  database.close();
  const release = Buffer.from('ID="rhel"\nVERSION_ID="9.4"\nNAME="Red Hat Enterprise Linux"\n');
  return [file('etc/os-release', 0o644, whole(release)), file('var/lib/rpm/rpmdb.sqlite', 0o644, whole(bytes))];
}

function headerOf(number: number): Buffer {
  const files = Array.from({ length: 300 }, (_, index) => index);
  return rpmHeader({
    1000: `package-${number}`,
    1001: '1.2.3',
    1002: `${number}.el9`,
    1005: 'What it is for. '.repeat(500),
    1022: 'x86_64',
    1035: files.map((index) => (number * 300 + index).toString(16).padStart(64, '0')),
    1044: `package-${number}-1.2.3-${number}.el9.src.rpm`,
    1047: [`package-${number}`],
    1116: files.map(() => 0),
    1117: files.map((index) => `file-${number}-${index}.so`),
    1118: [`/usr/lib64/package-${number}/`],
  });
}
