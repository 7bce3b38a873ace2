import { isAscii, isUtf8 } from 'node:buffer';

/**
 * Characters of UTF-8 that are not Chinese begin so. Those of two bytes are also whole words of GB18030, 联通 for one;
 * Chinese takes three (0xe3 to 0xe9, its wide signs 0xef) or, seldom, four (0xf0).
 */
const isForeignLead = (byte: number): boolean => (byte >= 0xc0 && byte <= 0xe2) || (byte >= 0xea && byte <= 0xee);

/** A character of GB2312, of which nearly all Chinese text is made: two bytes, both of the upper part of the table. */
const isGb2312 = (lead: number, trail: number): boolean => lead >= 0xa1 && lead <= 0xf7 && trail >= 0xa1;

/**
 * True where bytes that should be GB18030 are UTF-8: they are valid UTF-8, all of it Chinese, and GB18030
 * makes rare characters of some. Text in GB2312 is never taken for UTF-8, and rarer text only where its lengths
 * and bytes fit by chance. UTF-8 that GB18030 reads as common characters throughout (one in twenty words of two
 * characters, hardly any longer text) cannot be told by anybody: those bytes are good text in both.
 *
 * @param bytes a line or a cell
 */
export const looksUtf8 = (bytes: Uint8Array): boolean => {
  if (isAscii(bytes) || !isUtf8(bytes) || bytes.some(isForeignLead)) return false;
  for (let at = 0; at < bytes.length; at++) {
    const lead = bytes[at] as number;
    if (lead < 0x80) continue;
    at++;
    if (!isGb2312(lead, bytes[at] ?? 0)) return true;
  }
  return false;
};
