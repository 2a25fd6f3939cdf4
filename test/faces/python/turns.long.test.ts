/** A class of Python that writes the registry whole, the module and this program, in turn. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { soundSpec } from '../../support/spec-text.js';
import { HAS_PYTHON, openPipeline, type PipelineFolder } from './pipeline-folder.js';

const REGISTRY = 'output/4_model_registry_output/model_registry.json';
const ROUNDS = 20;
let pipeline: PipelineFolder;

beforeEach(async () => {
  pipeline = openPipeline();
  pipeline.write('specs/agent.md', soundSpec());
  await pipeline.cli('integrate .');
  pipeline.main();
});
afterEach(() => pipeline.remove());

describe.skipIf(!HAS_PYTHON)('in turn', () => {
  test('the classes and the step lose nothing in twenty rounds', async () => {
    pipeline.write('specs/gone.md', soundSpec({ ModelName: 'Gone' }));
    pipeline.main();
    await pipeline.cli('delete gone');
    const rounds = Array.from({ length: ROUNDS }, (_, round) => round);
    for (const round of rounds) {
      pipeline.python(`from field_registry import FieldRegistry
registry = FieldRegistry("${REGISTRY}")
registry.edit("agent", "field-${round}", {"field_${round}": ${round}, "loss": float("nan")})
registry.save()`);
      if (round % 2 === 0)
        pipeline.write(`specs/m${round}.md`, soundSpec({ ModelName: `M${round}` }));
      expect(pipeline.main()[0]).toMatchObject({ exit_code: 0 });
      pipeline.python(`from model_registry import ModelRegistry
registry = ModelRegistry("${REGISTRY}")
entry = registry.get_model("agent")
entry.add_tag("ours-${round}")
entry.update_metadata({"ours_${round}": "r${round}"})
registry.save()`);
      await pipeline.cli(`tag add agent@1.0.0 cli-${round}`);
    }
    const { models, deleted_models } = JSON.parse(pipeline.text(REGISTRY));
    const { agent } = models;
    for (const round of rounds) {
      expect(agent.tags).toEqual(expect.arrayContaining([`field-${round}`, `ours-${round}`]));
      expect(agent.metadata).toMatchObject({
        [`field_${round}`]: round,
        [`ours_${round}`]: `r${round}`,
      });
      expect(agent.versions['1.0.0'].tags).toContain(`cli-${round}`);
    }
    expect(Object.keys(models)).toHaveLength(1 + ROUNDS / 2);
    expect(Object.keys(deleted_models)).toEqual(['gone']);
    expect((await pipeline.cli('verify')).code).toBe(0);
  });

  test('a step that is killed with its group leaves a registry that the next one continues', async () => {
    for (let index = 0; index < 200; index += 1) {
      pipeline.write(`specs/m${index}.md`, soundSpec({ ModelName: `M${index}` }));
    }
    const [killed] = pipeline.main(['specs'], {}, 0.25);
    expect(killed?.status).toBe('TIMEOUT');
    expect(pipeline.main()[0]).toMatchObject({ exit_code: 0 });
    expect(Object.keys(JSON.parse(pipeline.text(REGISTRY)).models)).toHaveLength(201);
    expect((await pipeline.cli('verify')).code).toBe(0);
  });
});
