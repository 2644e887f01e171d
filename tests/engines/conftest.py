"""Tiny open weights with random values, made by diffusers' own classes and saved as real ones are."""

from pathlib import Path

import pytest

WORDS = ("a", "corgi", "cat", "dog", "runs", "sleeps", "on", "the", "beach", "rain", "blurred", "red")
FAMILIES = ("ti2v", "vace", "t2v")


@pytest.fixture(scope="session")
def open_weights(tmp_path_factory):
    """A function: family -> folder of its weights, with Euler's scheduler; or UniPC's, as the real ones have."""
    pytest.importorskip("diffusers", reason="open weights need diffusers: pip install 'haneul[open]'")
    pytest.importorskip("transformers", reason="open weights need transformers: pip install 'haneul[open]'")
    made: dict[tuple[str, str], Path] = {}

    def folder(family: str, scheduler: str = "euler") -> Path:
        key = family, scheduler
        if key not in made:
            made[key] = tmp_path_factory.mktemp("-".join(key))
            build(family, scheduler).save_pretrained(made[key])
        return made[key]

    return folder


def build(family, scheduler):
    import diffusers
    import torch

    torch.manual_seed(0)
    text = {"tokenizer": tokenizer(), "text_encoder": text_encoder()}
    parts = text | {"vae": autoencoder(family), "scheduler": schedule(scheduler)}
    shape = {
        "num_attention_heads": 2, "attention_head_dim": 12, "text_dim": 16, "freq_dim": 16, "ffn_dim": 32,
        "num_layers": 2, "in_channels": parts["vae"].config.z_dim, "out_channels": parts["vae"].config.z_dim,
    }  # fmt: skip
    if family == "vace":
        channels = 2 * shape["in_channels"] + parts["vae"].config.scale_factor_spatial ** 2
        network = diffusers.WanVACETransformer3DModel(**shape, vace_layers=[0, 1], vace_in_channels=channels)
        return diffusers.WanVACEPipeline(transformer=lively(network), **parts)
    network = lively(diffusers.WanTransformer3DModel(**shape))
    return diffusers.WanPipeline(transformer=network, expand_timesteps=family == "ti2v", **parts)


def lively(module):
    """Random values that matter: a fresh network's words, times and masks hardly change its output."""
    import torch

    for name, value in module.named_parameters():
        if value.ndim > 1 and "norm" not in name:
            torch.nn.init.normal_(value, std=1.5 / value[0].numel() ** 0.5)
    return module.eval()


def tokenizer():
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import T5TokenizerFast

    pieces = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), *(("▁" + word, -1.0 - n) for n, word in enumerate(WORDS))]
    made = Tokenizer(models.Unigram(pieces, unk_id=2))
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    made.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    return T5TokenizerFast(tokenizer_object=made, extra_ids=0)


def text_encoder():
    from transformers import UMT5Config, UMT5EncoderModel

    config = UMT5Config(vocab_size=32, d_model=16, d_kv=8, d_ff=32, num_layers=1, num_heads=2)
    return lively(UMT5EncoderModel(config))


def autoencoder(family):
    import torch
    from diffusers import AutoencoderKLWan

    channels = 8 if family == "ti2v" else 4
    shape = {
        "base_dim": 4, "z_dim": channels, "dim_mult": [1, 1, 1, 1], "num_res_blocks": 1,
        "latents_mean": torch.linspace(-1, 1, channels).tolist(),
        "latents_std": torch.linspace(0.5, 2, channels).tolist(),
    }  # fmt: skip
    if family == "ti2v":  # as that of Wan 2.2: pixels folded in twos, 16 pixels to a latent
        shape |= {
            "is_residual": True, "in_channels": 12, "out_channels": 12, "patch_size": 2, "scale_factor_spatial": 16,
            "decoder_base_dim": 4,
        }  # fmt: skip
    return AutoencoderKLWan(**shape).eval()


def schedule(name):
    from diffusers import FlowMatchEulerDiscreteScheduler, UniPCMultistepScheduler

    if name == "euler":
        return FlowMatchEulerDiscreteScheduler(shift=3.0)
    return UniPCMultistepScheduler(prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0)
