import { ACCOUNT, type Resource, resolver, type Template, type Value } from './intrinsics.ts';
import { arnOf, attributesOf, type Place, pathOf, physicalName } from './names.ts';
import { supported, withoutBehaviour } from './support.ts';

/** One resource, resolved as far as it has behaviour. */
export type Found = {
  id: string;
  /** Construct path without the stack's name. */
  path: string;
  name: string;
  arn: string;
  /** What `Ref` says. */
  ref: string;
  properties: Record<string, Value>;
};

/** What the readers of single resource types share. */
export type Reading = {
  /** Resources of a type. */
  of: (type: string) => Found[];
  /** All resources with behaviour. */
  all: readonly Found[];
  /** Notes a problem; the stack is refused when everything has been read. */
  refuse: (where: string, problem: string) => void;
  /** Folder of an asset, by the key that the template expects in the CDK's assets bucket. */
  asset: (key: string) => string | undefined;
  resolve: (value: Value) => Value;
};

// The handler behind the CDK's bucket notifications does at deploy time what the readers here do themselves; it and its
// role are no part of the running stack.
const deployHelper = (id: string): boolean => id.startsWith('BucketNotificationsHandler');

/** Resolves a template's resources; types and properties that cannot be honoured are told to `refuse` by name. */
export const readTemplate = (
  template: Template,
  place: Place,
  refuse: Reading['refuse'],
  asset: Reading['asset'],
): Reading => {
  const pseudo = {
    'AWS::AccountId': ACCOUNT,
    'AWS::Region': place.region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': place.stack,
    'AWS::StackId': `arn:aws:cloudformation:${place.region}:${ACCOUNT}:stack/${place.stack}/local`,
  };
  const { value: resolve, condition } = resolver(template, pseudo, (id, attribute) =>
    attributesOf(place, template.Resources, resolve)(id, attribute),
  );

  const read = (id: string, resource: Resource, obeys: readonly string[]): Found => {
    // Only what is obeyed is resolved: a key's ARN in a property without meaning here need not be known.
    const wanted = Object.entries(resource.Properties ?? {}).filter(([name]) => obeys.includes(name));
    const properties = resolve(Object.fromEntries(wanted)) as Record<string, Value>;
    const name = physicalName(place, id, resource, resolve);
    const arn = arnOf(place, resource.Type, name, properties.GroupName as string | undefined);
    return { id, path: pathOf(id, resource), name, arn, ref: String(resolve({ Ref: id })), properties };
  };

  const all: Found[] = [];
  const byType = new Map<string, Found[]>();
  for (const [id, resource] of Object.entries(template.Resources)) {
    if (deployHelper(id) || resource.Type in withoutBehaviour) continue;
    if (resource.Condition && !condition(resource.Condition)) continue;
    const where = `${resource.Type} ${pathOf(id, resource)}`;
    const support = supported[resource.Type];
    if (!support) {
      refuse(where, 'resource type without local behaviour');
      continue;
    }
    for (const property of Object.keys(resource.Properties ?? {}))
      if (!support.obeys.includes(property) && !(property in support.leavesOut)) refuse(where, `property ${property}`);
    try {
      const found = read(id, resource, support.obeys);
      byType.set(resource.Type, [...(byType.get(resource.Type) ?? []), found]);
      all.push(found);
    } catch (error) {
      refuse(where, error instanceof Error ? error.message : String(error));
    }
  }
  return { of: (type) => byType.get(type) ?? [], all, refuse, asset, resolve };
};
