/** Code unit -> two bytes of GB18030, 0 where the character has no two-byte form. Made on first use: Node only decodes. */
let table: Uint16Array | undefined;

const twoByteTable = (): Uint16Array => {
  const bytes = new Uint8Array(2);
  const decoder = new TextDecoder('gb18030');
  const made = new Uint16Array(65_536);
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue;
      bytes[0] = lead;
      bytes[1] = trail;
      const text = decoder.decode(bytes);
      if (text.length === 1 && text !== '\ufffd') made[text.charCodeAt(0)] = (lead << 8) | trail;
    }
  return made;
};

/** Text as GB18030 bytes. @throws for characters outside ASCII and the two-byte part: the sample has none. */
export const encodeGb18030 = (text: string): Buffer => {
  table ??= twoByteTable();
  const bytes = Buffer.allocUnsafe(text.length * 2);
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) {
      bytes[length++] = unit;
      continue;
    }
    const pair = table[unit] ?? 0;
    if (pair === 0) throw new Error(`no two-byte GB18030 form: U+${unit.toString(16)}`);
    bytes[length++] = pair >> 8;
    bytes[length++] = pair & 0xff;
  }
  return bytes.subarray(0, length);
};
