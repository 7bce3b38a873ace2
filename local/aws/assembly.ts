import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from './intrinsics.ts';
import { readApi } from './read-api.ts';
import { readFunctions } from './read-functions.ts';
import { readResources } from './read-resources.ts';
import { AssemblyRefused, type Stack } from './stack.ts';
import { readTemplate } from './template.ts';

type Manifest = {
  artifacts: Record<
    string,
    { type: string; environment?: string; properties?: { templateFile?: string; file?: string } }
  >;
};
type Assets = {
  files: Record<
    string,
    { source: { path?: string; packaging?: string }; destinations: Record<string, { objectKey: string }> }
  >;
};

const json = <Shape>(...path: string[]): Shape => JSON.parse(readFileSync(join(...path), 'utf8')) as Shape;

/**
 * Reads the one stack of a cloud assembly.
 * @param assembly - folder that `cdk synth` wrote.
 * @param endpoint - where the gateway listens; queue addresses carry it.
 * @param door - where the HTTP API listens.
 * @throws AssemblyRefused with every resource, property or grant that cannot be honoured.
 */
export const readStack = (assembly: string, endpoint: string, door: string): Stack => {
  if (!existsSync(join(assembly, 'manifest.json')))
    throw new Error(`no cloud assembly in ${assembly}: run \`npx cdk synth\` first`);
  const { artifacts } = json<Manifest>(assembly, 'manifest.json');
  const stacks = Object.entries(artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack');
  const [stackName, artifact] = stacks[0] ?? [];
  if (stacks.length !== 1 || !stackName || !artifact?.properties?.templateFile)
    throw new AssemblyRefused([
      `the assembly has ${stacks.length} stacks (${stacks.map(([id]) => id).join(', ')}); one is expected`,
    ]);
  const template = json<Template>(assembly, artifact.properties.templateFile);
  const stated = artifact.environment?.split('/').at(-1) ?? '';
  const region = stated.startsWith('unknown') || stated === '' ? 'us-east-1' : stated;

  const assets = new Map<string, string>();
  for (const { type, properties } of Object.values(artifacts)) {
    if (type !== 'cdk:asset-manifest' || !properties?.file) continue;
    for (const { source, destinations } of Object.values(json<Assets>(assembly, properties.file).files))
      for (const { objectKey } of Object.values(destinations))
        if (source.path) assets.set(objectKey, join(assembly, source.path));
  }

  const problems: string[] = [];
  const refuse = (where: string, problem: string) => problems.push(`${where}: ${problem}`);
  const reading = readTemplate(template, { stack: stackName, region, endpoint, door }, refuse, (key) =>
    assets.get(key),
  );
  const resources = readResources(reading);
  const functions = readFunctions(reading, resources.queues);
  const api = readApi(reading, region, functions.functions);
  const stack = { name: stackName, region, ...resources, ...functions, ...(api && { api }), outputs: {} };
  for (const { id, path, ref } of reading.all) Object.assign(stack.outputs, { [id]: ref, [path]: ref });
  for (const [id, { Value }] of Object.entries(template.Outputs ?? {}))
    Object.assign(stack.outputs, { [id]: String(reading.resolve(Value)) });
  if (problems.length > 0) throw new AssemblyRefused(problems);
  return stack;
};
