/** S3 takes keys of 1,024 bytes; what tierline appends has 40. */
const longestKey = 980;

/** Where the receipt and the quarantine file of a dump lie in the receipts bucket: beside the key it was dropped under. */
export const receiptKeys = ({ key, dumpId }: { key: string; dumpId: string }) => {
  const place = Buffer.byteLength(key) > longestKey ? 'long-keys/' : `${key}.`;
  return { receipt: `${place}${dumpId}.receipt.json`, quarantine: `${place}${dumpId}.quarantine.jsonl` };
};
