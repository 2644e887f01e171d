"""The same calls by the asynchronous client, at once."""

import asyncio
import base64

import pytest

openai = pytest.importorskip("openai")
pytestmark = pytest.mark.filterwarnings("ignore:The Sora API:DeprecationWarning")


def test_every_call_of_the_asynchronous_client(address, worker, picture, clip):
    async def talk():
        async with openai.AsyncOpenAI(base_url=f"{address}/v1", api_key="any", max_retries=0, timeout=120) as client:
            videos = client.videos
            url = "data:image/png;base64," + base64.b64encode(picture).decode()
            made = await videos.create_and_poll(prompt="a corgi", seconds="1", input_reference=picture, size="64x64")
            assert made.status == "completed", made.error
            assert (await videos.retrieve(made.id)).id == made.id
            for variant in ("video", "thumbnail", "spritesheet"):
                assert len((await videos.download_content(made.id, variant=variant)).content) > 100
            others = await asyncio.gather(
                videos.remix(made.id, prompt="a fox"),
                videos.edit(prompt="a fox", video=clip),
                videos.extend(prompt="it runs", seconds="4", video=openai.omit, extra_body={"video": {"id": made.id}}),
                videos.create(prompt="a cat", extra_body={"input_reference": {"image_url": url}}, seconds="1"),
            )
            done = await asyncio.gather(*(videos.poll(one.id) for one in others))
            assert [one.status for one in done] == ["completed"] * 4
            character = await videos.create_character(name="Bora", video=clip)
            assert (await videos.get_character(character.id)).name == "Bora"
            listed = [one.id async for one in videos.list(limit=2)]
            assert {one.id for one in others} <= set(listed)
            assert (await videos.delete(made.id)).deleted

    asyncio.run(talk())
