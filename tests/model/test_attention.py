"""Grouped attention equals attention under a mask over the whole sequence, forward and backward."""

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from haneul.model import attention as module
from haneul.model.attention import attention, kernel_attention, layout


def masked(q, k, v, lengths):
    owner = torch.repeat_interleave(torch.arange(len(lengths)), torch.tensor(lengths))
    mask = owner[:, None] == owner[None]
    heads = (x.transpose(0, 1) for x in (q, k, v))
    return F.scaled_dot_product_attention(*heads, attn_mask=mask).transpose(0, 1)


def draw(lengths, heads=2, width=8):
    torch.manual_seed(0)
    return [torch.randn(sum(lengths), heads, width, requires_grad=True) for _ in range(3)]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=9).map(tuple))
def test_equals_masked_attention_with_gradients(lengths):
    inputs = draw(lengths)
    made, plain = attention(*inputs, lengths), masked(*inputs, lengths)
    assert torch.allclose(made, plain, atol=1e-5)
    grad = torch.randn_like(made)
    ours, theirs = (torch.autograd.grad(y, inputs, grad) for y in (made, plain))
    for a, b in zip(ours, theirs, strict=True):
        assert torch.allclose(a, b, atol=1e-5)


def test_kernel_attention_is_the_same():
    lengths = (3, 17, 3, 30)
    inputs = draw(lengths)
    assert torch.allclose(kernel_attention(*inputs, lengths), attention(*inputs, lengths), atol=1e-5)


def test_long_samples_take_the_kernel(monkeypatch):
    monkeypatch.setattr(module, "LONG", 20)
    monkeypatch.setattr(module.Grouped, "apply", None)  # would fail if called
    lengths = (5, 20)
    inputs = draw(lengths)
    assert torch.allclose(attention(*inputs, lengths), masked(*inputs, lengths), atol=1e-5)


def test_layout_pads_little():
    lengths = (40, 41, 47, 48, 200)
    plan = layout(lengths, 2)
    assert [group.rows for group in plan.groups] == [4 * 48 * 2, 200 * 2]
    assert len(plan.padding) == 2 * (8 + 7 + 1)
    rows = torch.arange(sum(lengths) * 2)
    assert torch.equal(rows[plan.gather][plan.back], rows)


@pytest.mark.parametrize("lengths", [(7,), (4, 4, 4)])
def test_equal_lengths_need_no_padding(lengths):
    assert all(group.bias is None for group in layout(lengths, 3).groups)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_variable_length_kernel_on_a_gpu():
    lengths = (3, 17, 3, 130)
    inputs = [x.detach().cuda().bfloat16() for x in draw(lengths, width=64)]
    made = attention(*inputs, lengths).float().cpu()
    plain = masked(*(x.float().cpu() for x in inputs), lengths)
    assert torch.allclose(made, plain, atol=0.03)
