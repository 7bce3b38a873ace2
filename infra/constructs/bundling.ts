import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BundlingOptions, OutputFormat, SourceMapMode } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { OperatorData } from '../operator-data.ts';

/** The project's folder. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Folders of `functions/`: one bundle each, however many handlers it has. */
export type FunctionFolder = 'ingest' | 'erase' | 'reshard' | 'score' | 'notify' | 'report';

/**
 * What each folder's functions read of the operator's data. The others do not carry it, so that a change of the policy or of a
 * mapping is a change of those alone.
 */
const carried: Record<FunctionFolder, { policy: boolean; mappings: boolean }> = {
  ingest: { policy: true, mappings: true },
  erase: { policy: false, mappings: false },
  reshard: { policy: false, mappings: false },
  score: { policy: true, mappings: false },
  notify: { policy: true, mappings: false },
  report: { policy: false, mappings: false },
};

/** A word of a shell command, whatever is in it. */
const quoted = (word: string): string =>
  process.platform === 'win32' ? `"${word}"` : `'${word.replaceAll("'", "'\\''")}'`;

/** A script of Node that puts something beside the code, so that a bundle is made the same way on every system. */
const script = (name: string, args: readonly string[]): string =>
  [process.execPath, join(projectRoot, 'infra', name), ...args].map(quoted).join(' ');

/** How a function's folder becomes the asset: one ES module, and beside it what it reads of the operator's data. */
export const bundling = (folder: FunctionFolder, data: OperatorData): BundlingOptions => ({
  format: OutputFormat.ESM,
  target: 'node24',
  // The SDK's packages have an ES module build, of which esbuild leaves out what is not used.
  mainFields: ['module', 'main'],
  // Lambda carries some version of the SDK; the bundle carries the one that was tested.
  externalModules: [],
  esbuildArgs: {
    '--alias': [
      `@aws-sdk/credential-provider-node=${join(projectRoot, 'shared/aws/environment-credentials.ts')}`,
      `node:http=${join(projectRoot, 'shared/aws/node-http.ts')}`,
    ],
  },
  // Errors name themselves, so that a minified class does not hide which one it was.
  minify: true,
  sourceMap: true,
  sourceMapMode: SourceMapMode.DEFAULT,
  // The map names files and lines; the lines themselves are in the repository.
  sourcesContent: false,
  // CommonJS packages inside an ES module still call `require` for Node's own modules.
  banner: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  commandHooks: {
    beforeInstall: () => [],
    beforeBundling: () => [],
    afterBundling: (_, outputDir) => [
      ...(carried[folder].policy
        ? [script('write-policy.ts', [data.policyFile, join(outputDir, 'config/policy.json')])]
        : []),
      ...(carried[folder].mappings
        ? [
            script(
              'copy-files.ts',
              data.mappingFiles.flatMap((file) => [file, join(outputDir, 'config/mappings', basename(file))]),
            ),
          ]
        : []),
    ],
  },
});
