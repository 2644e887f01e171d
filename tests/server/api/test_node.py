"""The official Node client, against the same server.

npm install --prefix FOLDER openai && HANEUL_NODE=FOLDER pytest tests/server/api/test_node.py
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("HANEUL_NODE", Path(__file__).parent))
PROGRAM = """
import OpenAI, { toFile } from "openai";
import { readFileSync } from "node:fs";

const client = new OpenAI({ maxRetries: 0 });
const [clip, picture] = [readFileSync(process.env.CLIP), readFileSync(process.env.PICTURE)];
const done = async (video) => {
  while (["queued", "in_progress"].includes(video.status)) {
    await new Promise((go) => setTimeout(go, 200));
    video = await client.videos.retrieve(video.id);
  }
  return video;
};
const first = await done(await client.videos.create({
  prompt: "a corgi", seconds: "1", size: "64x64", seed: 7, input_reference: await toFile(picture, "a.png"),
}));
const content = await (await client.videos.downloadContent(first.id)).arrayBuffer();
const sheet = await client.videos.downloadContent(first.id, { variant: "spritesheet" });
const remix = await done(await client.videos.remix(first.id, { prompt: "a fox" }));
const edit = await done(await client.videos.edit({ prompt: "a fox", video: { id: first.id } }));
const file = await toFile(clip, "a.mp4");
const longer = await done(await client.videos.extend({ prompt: "on", seconds: "4", video: file }));
const mango = await client.videos.createCharacter({ name: "Mango", video: await toFile(clip, "mango.mp4") });
const named = await done(await client.videos.create({
  prompt: "Mango runs", seconds: "1",  characters: [{ id: mango.id }],
  timeline: undefined, input_reference: { image_url: "data:image/png;base64," + picture.toString("base64") },
}));
const listed = [];
for await (const video of client.videos.list({ limit: 2 })) listed.push(video.id);
const shape = ({ status, param }) => ({ status, param });
const fault = await client.videos.create({ prompt: "" }).catch(shape);
await client.videos.delete(remix.id);
console.log(JSON.stringify({
  status: [first, remix, edit, longer, named].map((video) => video.status), seed: first.seed, seconds: longer.seconds,
  bytes: content.byteLength, type: sheet.headers.get("content-type"), fault, all: listed.includes(first.id),
}));
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
@pytest.mark.skipif(not (FOLDER / "node_modules" / "openai").is_dir(), reason="HANEUL_NODE names no folder with openai")
def test_every_call_of_the_node_client(address, worker, clip, picture, tmp_path):
    (tmp_path / "a.mp4").write_bytes(clip)
    (tmp_path / "a.png").write_bytes(picture)
    told = {"OPENAI_BASE_URL": f"{address}/v1", "OPENAI_API_KEY": "any", "CLIP": tmp_path / "a.mp4"}
    environment = os.environ | {name: str(value) for name, value in (told | {"PICTURE": tmp_path / "a.png"}).items()}
    command = ["node", "--input-type=module", "-e", PROGRAM]
    done = subprocess.run(command, cwd=FOLDER, env=environment, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["status"] == ["completed"] * 5
    assert (found["seed"], found["seconds"], found["type"], found["all"]) == (7, "5", "image/jpeg", True)
    assert found["bytes"] > 1000
    assert found["fault"] == {"status": 400, "param": "prompt"}
