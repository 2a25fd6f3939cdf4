/** Random changes of a clone: those of the registry, and those of its files. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { ModelRegistry, RegistryError, processModelRegistry } from '../../src/index.js';
import { step, verdictOf } from './operation-steps.js';
import type { Step } from './registry-oracle.js';
import { soundSpec } from './spec-text.js';

/** A change of a clone, as somebody makes it. */
export type Move =
  | Step
  | { do: 'edit'; model: string; content: string; isLarge: boolean }
  | { do: 'mv'; model: string; to: string }
  | { do: 'deleteVersion'; model: string; version: string; purge: boolean; force: boolean }
  | { do: 'purge'; model: string; force: boolean }
  | { do: 'retention' | 'gc' | 'commit' };

const model = fc.constantFrom('a', 'b', 'c', 'a', 'b', 'new');
const often = fc.boolean();

const ofFiles: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      model,
      // `own` is never that of another edit.
      content: fc.constantFrom('x', 'y', 'own', 'own'),
      isLarge: often,
    }),
  },
  fc.record({ do: fc.constant('mv' as const), model, to: fc.constantFrom('z', 'a', 'moved') }),
  fc.record({
    do: fc.constant('deleteVersion' as const),
    model,
    version: fc.constantFrom('1.0.0', '1.1.0', '2.0.0'),
    purge: often,
    force: often,
  }),
  fc.record({ do: fc.constant('purge' as const), model, force: often }),
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('retention' as const, 'gc' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('commit' as const) }) },
);

/** A change of a clone. */
export const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 3, arbitrary: step },
  { weight: 2, arbitrary: ofFiles },
);

/** Where moves are made. */
export interface Place {
  readonly cwd: string;
  readonly now: () => Date;
  /** Who makes them: own contents say so. */
  readonly by: string;
  readonly commit: () => void;
}

const FOLDERS = { targetDir: 'in', outputDir: 'out' };

/** Opens the registry of a place. */
export function openAt({ cwd, now, by: actor }: Place): Promise<ModelRegistry> {
  return ModelRegistry.open({ outputDir: FOLDERS.outputDir, cwd, now, actor });
}

/** Runs the step. */
export async function runAt({ cwd, now }: Place): Promise<void> {
  await processModelRegistry({ ...FOLDERS, jobs: 1, cwd, now });
}

/** Writes a spec of a place. */
export async function writeAt({ cwd }: Place, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(cwd, path)), { recursive: true });
  await writeFile(join(cwd, path), text);
}

/** Makes the moves that are possible, and commits what they lead to. */
export async function makeMoves(place: Place, moves: readonly Move[]): Promise<void> {
  let registry = await openAt(place);
  for (const [at, one] of moves.entries()) {
    switch (one.do) {
      case 'edit':
        await registry.save();
        await writeAt(place, `in/${one.model}.md`, specOf(one, `${place.by} ${at}`));
        await runAt(place);
        registry = await openAt(place);
        break;
      case 'commit':
        await registry.save();
        place.commit();
        break;
      case 'gc':
        await registry.save();
        await registry.collectGarbage({ force: true });
        break;
      case 'mv':
        await unlessRefused(registry.renameModel(one.model, one.to));
        break;
      case 'deleteVersion': {
        const { model, version, purge, force } = one;
        await unlessRefused(registry.deleteModel(`${model}@${version}`, { purge, force }));
        break;
      }
      case 'purge':
        await unlessRefused(registry.deleteModel(one.model, { purge: true, force: one.force }));
        break;
      case 'retention':
        await registry.applyRetention({ keep: 1, archiveAfterDays: 0 });
        break;
      default:
        await verdictOf(registry, one);
    }
  }
  await registry.save();
  place.commit();
}

function specOf({ model, content, isLarge }: Move & { do: 'edit' }, own: string): string {
  return soundSpec({
    ModelName: model,
    ModelAnnotation: content === 'own' ? `By ${own}.` : `The ${content} of ${model}.`,
    ...(isLarge && { InitialParameterization: 'A={(0.8, 0.2), (0.2, 0.8)}\nD={(0.5, 0.5)}' }),
  });
}

async function unlessRefused(asked: Promise<unknown>): Promise<void> {
  try {
    await asked;
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
  }
}
