import { type Answer, xml } from './errors.ts';
import type { Objects } from './objects.ts';

/** What the handler needs to know of the caller: whether it may, noting a refusal where it may not. */
export type Permit = (action: string, resource: string) => boolean;

/** An answer in XML, or without a body. */
export const answer = (body: string, headers: Record<string, string> = {}, status = 200): Answer => ({
  status,
  headers: { ...(body && { 'content-type': 'application/xml' }), ...headers },
  body: body && `<?xml version="1.0" encoding="UTF-8"?>${body}`,
});

/** Deletes many keys; one that is not permitted is named, the others are done. */
export const removeMany = (objects: Objects, bucket: string, body: string, permit: Permit): Answer => {
  const quiet = element(body, 'Quiet') === 'true';
  const { arn } = objects.bucket(bucket);
  const results = elements(body, 'Object').map((one) => {
    const key = element(one, 'Key') ?? '';
    const wanted = element(one, 'VersionId');
    if (!permit(wanted ? 's3:DeleteObjectVersion' : 's3:DeleteObject', `${arn}/${key}`))
      return `<Error><Key>${xml(key)}</Key><Code>AccessDenied</Code><Message>Access Denied</Message></Error>`;
    objects.remove(bucket, key, wanted);
    return quiet ? '' : `<Deleted><Key>${xml(key)}</Key></Deleted>`;
  });
  return answer(`<DeleteResult>${results.join('')}</DeleteResult>`);
};

/** One page of a listing. */
export const list = (objects: Objects, bucket: string, query: URLSearchParams): Answer => {
  const token = query.get('continuation-token');
  const after = token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString();
  const max = Math.min(Number(query.get('max-keys') ?? 1000), 1000);
  const prefix = query.get('prefix') ?? '';
  const found = objects.list(bucket, prefix, query.get('delimiter') ?? '', after, max);
  const url = query.get('encoding-type') === 'url';
  const text = (key: string) => xml(url ? encodeURIComponent(key).replaceAll('%2F', '/') : key);
  const contents = found.objects.map(
    ({ key, etag, size, modified }) =>
      `<Contents><Key>${text(key)}</Key><LastModified>${new Date(modified).toISOString()}</LastModified>` +
      `<ETag>&quot;${etag}&quot;</ETag><Size>${size}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
  );
  const prefixes = found.prefixes.map((common) => `<CommonPrefixes><Prefix>${text(common)}</Prefix></CommonPrefixes>`);
  const next =
    found.next === undefined
      ? ''
      : `<NextContinuationToken>${Buffer.from(found.next).toString('base64url')}</NextContinuationToken>`;
  const head = `<Name>${xml(bucket)}</Name><Prefix>${text(prefix)}</Prefix><MaxKeys>${max}</MaxKeys>`;
  const count = `<KeyCount>${contents.length + prefixes.length}</KeyCount><IsTruncated>${found.next !== undefined}</IsTruncated>`;
  return answer(`<ListBucketResult>${head}${count}${next}${contents.join('')}${prefixes.join('')}</ListBucketResult>`);
};

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const plain = (text: string): string =>
  text.replaceAll(/&(#x?[0-9a-fA-F]+|\w+);/g, (_, name: string) =>
    name.startsWith('#')
      ? String.fromCodePoint(Number(name.replace('#x', '0x').replace('#', '')))
      : (ENTITIES[name] ?? ''),
  );
/** Insides of all elements of that name, as written. */
export const elements = (text: string, name: string): string[] =>
  [...text.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs'))].map(([, inner = '']) => inner);
/** Text of the first element of that name. */
export const element = (text: string, name: string): string | undefined => {
  const inner = elements(text, name)[0];
  return inner === undefined ? undefined : plain(inner);
};
