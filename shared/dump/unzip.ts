import { crc32, createInflateRaw, createZstdDecompress } from 'node:zlib';
import { BadDump } from './bad-dump.ts';
import type { ByteFeed } from './byte-feed.ts';
import { inflated } from './inflate.ts';

/** Signatures and flags of the format, from PKWARE's APPNOTE.TXT, 4.3. */
const signature = { member: 0x04034b50, descriptor: 0x08074b50, directory: 0x02014b50 };
const flag = { encrypted: 1, sizesBehind: 8 };
const method = { stored: 0, deflate: 8, zstd: 93 };

/** A size that does not fit four bytes says so, and stands in eight bytes elsewhere. */
const elsewhere = 0xffffffff;

const chunkSize = 256 * 1024;

const cutOff = () => new BadDump('the ZIP file is cut off: its end is missing, so none of its rows count');
const damaged = () => new BadDump('the ZIP file is damaged, so none of its rows count');

/** Exactly so many bytes. */
const bytesOf = async (feed: ByteFeed, count: number): Promise<Buffer> => {
  const bytes = await feed.take(count);
  if (bytes.length < count) throw cutOff();
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
};

/** What the header of a member says. */
type Member = { flags: number; method: number; crc: number; packed: number; size: number; name: string };

const memberOf = async (feed: ByteFeed): Promise<Member> => {
  const head = await bytesOf(feed, 30);
  const name = (await bytesOf(feed, head.readUInt16LE(26))).toString('utf8');
  const extra = await bytesOf(feed, head.readUInt16LE(28));
  let [packed, size] = [head.readUInt32LE(18), head.readUInt32LE(22)];
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    // ZIP64's sizes: the unpacked one comes first.
    if (extra.readUInt16LE(at) !== 1 || extra.length < at + 20) continue;
    if (size === elsewhere) size = Number(extra.readBigUInt64LE(at + 4));
    if (packed === elsewhere) packed = Number(extra.readBigUInt64LE(at + 12));
  }
  return { flags: head.readUInt16LE(6), method: head.readUInt16LE(8), crc: head.readUInt32LE(14), packed, size, name };
};

const checkMember = ({ flags, method: how, name }: Member): void => {
  if (name === '[Content_Types].xml' || name.startsWith('xl/') || name.startsWith('_rels/'))
    throw new BadDump('the file is an Excel workbook, not text: export it as CSV');
  if ((flags & flag.encrypted) !== 0) throw new BadDump('the ZIP file asks for a password: send it without one');
  const streamed = (flags & flag.sizesBehind) !== 0;
  if (!Object.values(method).includes(how) || (how === method.stored && streamed))
    throw new BadDump(`the ZIP file is packed by method ${how}, which is not read: use deflate, or gzip the file`);
  if (name.endsWith('/')) throw new BadDump('the ZIP file begins with a folder: put the dump alone into it');
};

async function* stored(feed: ByteFeed, size: number): AsyncGenerator<Uint8Array> {
  for (let left = size; left > 0; ) {
    const bytes = await feed.next();
    if (!bytes) throw cutOff();
    feed.giveBack(bytes.subarray(left));
    yield bytes.subarray(0, left);
    left -= Math.min(left, bytes.length);
  }
}

/** The checksum and size behind a member that was packed while it was written; ZIP64 writes sizes in eight bytes. */
const behind = async (feed: ByteFeed): Promise<{ crc: number; size: number }> => {
  let crc = (await bytesOf(feed, 4)).readUInt32LE();
  if (crc === signature.descriptor) crc = (await bytesOf(feed, 4)).readUInt32LE();
  const sizes = await bytesOf(feed, 8);
  const next = await bytesOf(feed, 4);
  feed.giveBack(next);
  const short = Object.values(signature).includes(next.readUInt32LE());
  return { crc, size: short ? sizes.readUInt32LE(4) : (await bytesOf(feed, 8)).readUInt32LE() };
};

/** The one member of a ZIP file, streaming. @throws {@link BadDump} where there are more, or where it is not whole */
export async function* unzipped(feed: ByteFeed): AsyncGenerator<Uint8Array> {
  const member = await memberOf(feed);
  checkMember(member);
  const { deflate, zstd } = method;
  const open = () => {
    if (member.method === deflate) return inflated(feed, createInflateRaw({ chunkSize }));
    return member.method === zstd ? inflated(feed, createZstdDecompress({ chunkSize })) : stored(feed, member.packed);
  };
  let [crc, size] = [0, 0];
  for await (const bytes of open()) {
    crc = crc32(bytes, crc);
    size += bytes.length;
    yield bytes;
  }
  const said = (member.flags & flag.sizesBehind) !== 0 ? await behind(feed) : member;
  if (said.crc !== crc || said.size % 2 ** 32 !== size % 2 ** 32) throw damaged();
  const next = (await bytesOf(feed, 4)).readUInt32LE();
  if (next === signature.member)
    throw new BadDump('the ZIP file has several members: send each as a file of its own, in a ZIP, gzip or zstd file');
  if (next !== signature.directory) throw damaged();
}
