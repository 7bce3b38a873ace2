import { extname, join } from 'node:path';

/**
 * File of one write of an object: like its key, so that one finds it; the order of the write before the extension makes
 * it unique. A file system takes 255 bytes a name, and neither empty names nor dots alone; the catalogue knows the true key.
 */
export const fileOf = (root: string, bucket: string, key: string, seq: number): string => {
  const folders = key.split('/');
  const name = folders.pop() ?? '';
  const extension = /^\.[\p{L}\p{N}]{1,15}$/u.test(extname(name)) ? extname(name) : '';
  const stem = name.slice(0, name.length - extension.length);
  return join(root, bucket, ...folders.map(fileName), `${fileName(stem)}~${seq}${extension}`);
};

const fileName = (part: string): string => {
  let text = part.replaceAll(/[\p{Cc}~\\:*?"<>|]/gu, '_');
  while (Buffer.byteLength(text) > 180) text = text.slice(0, -1);
  return (/^\.*$/.test(text) ? `_${text}` : text).toWellFormed();
};

/** Whether a header's entity tags (quoted, several, or `*`) name this one. */
export const sameTag = (header: string, etag: string | undefined): boolean =>
  header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replaceAll('"', '') === etag);
