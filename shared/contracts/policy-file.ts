import { didYouMean } from './did-you-mean.ts';
import { PolicyError } from './policy.ts';

type Json = { [member: string]: unknown };

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A document with another laid over it, as RFC 7396 (JSON Merge Patch) says: objects are joined member by member, null
 * removes a member, all else replaces. Members of the patch come first: its first scheme is the one that leads.
 */
const mergePatch = (document: unknown, patch: unknown): unknown => {
  if (!isObject(patch)) return patch;
  const under: Json = isObject(document) ? document : {};
  const merged = Object.entries(patch).map(([member, value]) => [member, mergePatch(under[member], value)] as const);
  const kept = Object.entries(under).filter(([member]) => !Object.hasOwn(patch, member));
  return Object.fromEntries([...merged.filter(([, value]) => value !== null), ...kept]);
};

/** Reads a file's text; undefined where there is none. */
export type ReadText = (file: string) => string | undefined;

/** A file in the folder of another. */
const beside = (file: string, name: string): string => file.replace(/[^/\\]*$/, name);

const documentOf = (file: string, read: ReadText, above: readonly string[]): unknown => {
  /** The file that was asked for is known to whoever asked; of those that it extends, each problem says which one. */
  const problem = (message: string) => new PolicyError([above.length === 0 ? message : `extends: ${file}: ${message}`]);
  const text = read(file);
  if (text === undefined) throw problem('there is no such file');
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw problem(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isObject(given) || !('extends' in given)) return given;
  const { extends: name, ...patch } = given;
  if (typeof name !== 'string' || !/^[\w.-]+\.json$/.test(name))
    throw problem('extends: not the name of a file in the same folder, such as "three-dimensions.json"');
  const base = beside(file, name);
  if ([...above, file].includes(base))
    throw problem(`extends: in a circle: ${[...above, file, base].join(' extends ')}`);
  return mergePatch(documentOf(base, read, [...above, file]), patch);
};

/** Names of the files in a folder; none where there is no such folder. */
export type NamesIn = (folder: string) => readonly string[];

/** The calendar that a policy names, put in its place: a policy that is stored decides by the same days a year later. */
const withCalendar = (document: unknown, file: string, read: ReadText, namesIn: NamesIn): unknown => {
  if (!isObject(document) || !isObject(document.visits) || typeof document.visits.calendar !== 'string')
    return document;
  const { calendar: name } = document.visits;
  const problem = (message: string) => new PolicyError([`visits.calendar: ${message}`]);
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) throw problem(`"${name}" is not a name such as "weekends"`);
  const folder = beside(file, 'calendars');
  const text = read(`${folder}/${name}.json`);
  if (text === undefined) {
    const names = namesIn(folder).flatMap((one) => (one.endsWith('.json') ? [one.slice(0, -'.json'.length)] : []));
    throw problem(`there is no calendar "${name}" in ${folder}${didYouMean(name, names)}`);
  }
  try {
    return { ...document, visits: { ...document.visits, calendar: JSON.parse(text) } };
  } catch (error) {
    throw problem(`${folder}/${name}.json: not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/**
 * Text of a policy as one document. A file that says `"extends": "three-dimensions.json"` holds only what differs from
 * that one: it is laid over it as a JSON Merge Patch (RFC 7396). A calendar's name is replaced by the calendar of
 * `calendars/<name>.json` beside the file. This happens before a policy is checked, packed, hashed or stored: nobody but the
 * one who writes a file ever sees more than one.
 *
 * @param namesIn for what was probably meant, where there is no such calendar
 * @throws PolicyError where a file is missing, is not JSON, or extends itself
 */
export const policyTextOf = (file: string, read: ReadText, namesIn: NamesIn = () => []): string =>
  JSON.stringify(withCalendar(documentOf(file, read, []), file, read, namesIn), null, 2);
