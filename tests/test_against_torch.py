"""The cells and the update rules against PyTorch's, which were written by others."""

import numpy as np
import pytest
from support.strategies import gradients, network

from rnnlab import bptt, losses, optim, readout, scan
from rnnlab.cells import gru, lru, lstm, min_gru, min_lstm, rnn
from rnnlab.gradcheck import relative_error
from rnnlab.language import character_model, text, text_training
from rnnlab.lessons import attention, why_this_letter
from rnnlab.trees import leaves, tree_map

torch = pytest.importorskip("torch", reason="PyTorch is not installed; it is only needed to compare with")

# Of each cell: PyTorch's network, our options that make the two the same, and the gates in PyTorch's order.
TWINS = {
    "rnn, tanh": (rnn, {"activation": "tanh"}, lambda *sizes: torch.nn.RNN(*sizes), "h"),
    "rnn, relu": (rnn, {"activation": "relu"}, lambda *sizes: torch.nn.RNN(*sizes, nonlinearity="relu"), "h"),
    "lstm": (lstm, {}, lambda *sizes: torch.nn.LSTM(*sizes), "ifco"),
    "gru": (gru, {"reset": "after"}, lambda *sizes: torch.nn.GRU(*sizes), "rzh"),
}
TWIN = pytest.mark.parametrize(("cell", "options", "make", "gates"), TWINS.values(), ids=TWINS)
SHAPES = pytest.mark.parametrize("sizes", [(1, 1, 1, 1), (7, 3, 4, 5), (50, 2, 8, 16), (35, 8, 20, 64)], ids=str)


def joined(params, kind, gates):
    """Our weights of one kind as PyTorch has them: the gates below each other, a row for each unit."""
    return np.concatenate([getattr(params, kind + gate).T for gate in gates])


def theirs(make, params_of_layers, gates):
    """PyTorch's network with our weights. Of its two biases, the inner one is zero."""
    d, h = params_of_layers[0][0].shape
    network = make(d, h, len(params_of_layers)).double()
    with torch.no_grad():
        for layer, params in enumerate(params_of_layers):
            for kind, name in (("W_x", "weight_ih"), ("W_h", "weight_hh"), ("b_", "bias_ih")):
                values = torch.tensor(joined(params, kind, gates))
                getattr(network, f"{name}_l{layer}").copy_(values.reshape(getattr(network, f"{name}_l{layer}").shape))
            getattr(network, f"bias_hh_l{layer}").zero_()
    return network


def as_tensor(array):
    return torch.tensor(array, requires_grad=True)


def assert_same_gradients(network, params_of_layers, gates):
    for layer, dparams in enumerate(params_of_layers):
        for kind, name in (("W_x", "weight_ih"), ("W_h", "weight_hh"), ("b_", "bias_ih")):
            twin = getattr(network, f"{name}_l{layer}").grad.numpy()
            assert relative_error(joined(dparams, kind, gates).reshape(twin.shape), twin) < 1e-10, (layer, kind)


@TWIN
@SHAPES
def test_states_and_gradients_are_pytorchs(cell, options, make, gates, sizes):
    net = network(*sizes, cell=cell, scheme="orthogonal")
    trace, grads = gradients(net, cell=cell, **options)
    twin = theirs(make, [net.params], gates)
    X, h, *c = (as_tensor(array) for array in (net.X, *(net.state if isinstance(net.state, tuple) else (net.state,))))
    H, _ = twin(X, (h[None], c[0][None]) if c else h[None])
    H.backward(torch.tensor(np.random.default_rng(1).standard_normal(trace.H[1:].shape)))  # as `gradients` does
    assert relative_error(trace.H[1:], H.detach().numpy()) < 1e-12
    assert_same_gradients(twin, [grads.params], gates)
    assert relative_error(grads.dX, X.grad.numpy()) < 1e-10
    assert relative_error(grads.dH[0], h.grad.numpy()) < 1e-10
    if c:
        assert relative_error(grads.dC[0], c[0].grad.numpy()) < 1e-10


@TWIN
def test_a_gradient_that_arrives_at_the_last_state_is_pytorchs(cell, options, make, gates):
    net = network(6, 3, 4, 5, cell=cell)
    trace = bptt.unroll(cell, *net, **options)
    rng = np.random.default_rng(1)
    dstate = type(net.state)(*(rng.standard_normal(part.shape) for part in net.state)) if cell is lstm else rng.random((3, 5))
    grads = bptt.backprop_through_time(cell, net.params, trace, np.zeros_like(trace.H[1:]), dstate)
    twin, X = theirs(make, [net.params], gates), as_tensor(net.X)
    start = tuple(torch.tensor(part)[None] for part in net.state) if cell is lstm else torch.tensor(net.state)[None]
    _, last = twin(X, start)
    pairs = zip(last, dstate) if cell is lstm else [(last, dstate)]
    sum((part[0] * torch.tensor(weight)).sum() for part, weight in pairs).backward()
    assert_same_gradients(twin, [grads.params], gates)
    assert relative_error(grads.dX, X.grad.numpy()) < 1e-10


@TWIN
@pytest.mark.parametrize("layers", [2, 3])
def test_stacked_layers_are_pytorchs(cell, options, make, gates, layers):
    T, n, d, h = 9, 3, 4, 5
    nets = [network(T, n, d if layer == 0 else h, h, cell=cell, scheme="orthogonal", seed=layer) for layer in range(layers)]
    cells, params, X = [cell] * layers, [net.params for net in nets], nets[0].X
    trace = bptt.unroll(cells, params, X, [net.state for net in nets], **options)
    dH = np.random.default_rng(1).standard_normal(trace.H[1:].shape)
    grads = bptt.backprop_through_time(cells, params, trace, dH)
    twin, inputs = theirs(make, params, gates), as_tensor(X)
    start = [as_tensor(np.stack(parts)) for parts in zip(*((net.state if cell is lstm else (net.state,)) for net in nets))]
    H, _ = twin(inputs, tuple(start) if cell is lstm else start[0])
    H.backward(torch.tensor(dH))
    assert relative_error(trace.H[1:], H.detach().numpy()) < 1e-12
    assert_same_gradients(twin, grads.params, gates)
    assert relative_error(grads.dX, inputs.grad.numpy()) < 1e-10
    assert relative_error(np.stack([each.dH[0] for each in grads.layers]), start[0].grad.numpy()) < 1e-10


def gated(x, h, W_xz, b_z, W_xh, b_h):
    z = torch.sigmoid(x @ W_xz + b_z)
    return (1 - z) * h + z * (x @ W_xh + b_h)


def shared(x, h, W_xi, b_i, W_xf, b_f, W_xh, b_h):
    i, f = torch.sigmoid(x @ W_xi + b_i), torch.sigmoid(x @ W_xf + b_f)
    return f / (f + i) * h + i / (f + i) * (x @ W_xh + b_h)


def turned(x, h, W_xh, nu_theta):
    eigenvalues = torch.exp(torch.complex(-torch.exp(nu_theta[:, ::2]), nu_theta[:, 1::2]))
    gamma = torch.sqrt(1 - eigenvalues.abs() ** 2)
    c = eigenvalues * torch.complex(h[:, ::2], h[:, 1::2]) + gamma * torch.complex(x @ W_xh[:, ::2], x @ W_xh[:, 1::2])
    return torch.stack([c.real, c.imag], dim=-1).flatten(1)


# PyTorch has no such cells; these are their steps in its words, and its own way back.
LINEAR = {"min_gru": (min_gru, gated), "min_lstm": (min_lstm, shared), "lru": (lru, turned)}


@pytest.mark.parametrize(("cell", "twin"), LINEAR.values(), ids=LINEAR)
@pytest.mark.parametrize("sizes", [(1, 1, 1, 2), (7, 3, 4, 6), (50, 2, 8, 16), (35, 8, 20, 64)], ids=str)
def test_states_and_gradients_of_cells_with_a_linear_recurrence_are_pytorchs(cell, twin, sizes):
    net = network(*sizes, cell=cell)
    trace, grads = gradients(net, cell=cell)
    params, X, start = [as_tensor(part) for part in net.params], as_tensor(net.X), as_tensor(net.state)
    H = [start]
    for x in X:
        H.append(twin(x, H[-1], *params))
    H = torch.stack(H[1:])
    H.backward(torch.tensor(np.random.default_rng(1).standard_normal(trace.H[1:].shape)))  # as `gradients` does
    assert relative_error(trace.H[1:], H.detach().numpy()) < 1e-12
    for name, ours, theirs in zip(cell.Params._fields, grads.params, params, strict=True):
        assert relative_error(ours, theirs.grad.numpy()) < 1e-10, name
    assert relative_error(grads.dX, X.grad.numpy()) < 1e-10
    assert relative_error(grads.dH[0], start.grad.numpy()) < 1e-10


@pytest.mark.parametrize("run", [scan.loop, scan.tree])
@pytest.mark.parametrize("imaginary", [0, 1j])
def test_the_gradient_of_the_linear_recurrence_is_pytorchs(run, imaginary):
    rng = np.random.default_rng(0)
    a, b, h0, dH = (
        rng.standard_normal(shape) + imaginary * rng.standard_normal(shape) for shape in ((33, 4), (33, 4), (4,), (34, 4))
    )
    a /= np.abs(a) + 0.1
    found, given = scan.gradient(a, run(a, b, h0), dH, run), [as_tensor(part) for part in (a, b, h0)]
    H = [given[2]]
    for a_t, b_t in zip(*given[:2], strict=True):
        H.append(a_t * H[-1] + b_t)
    torch.stack(H).backward(torch.tensor(dH))
    for ours, theirs in zip(found, given, strict=True):
        np.testing.assert_allclose(ours, theirs.grad.numpy(), rtol=1e-10, atol=1e-10)


RULES = {
    "sgd": (optim.RULES["sgd"], {}, torch.optim.SGD, {}),
    "momentum": (optim.momentum, {"decay": 0.8}, torch.optim.SGD, {"momentum": 0.8}),
    "adagrad": (optim.adagrad, {}, torch.optim.Adagrad, {}),
    "adam": (optim.adam, {}, torch.optim.Adam, {}),
    "adam with other numbers": (
        optim.adam,
        {"beta1": 0.5, "beta2": 0.7, "epsilon": 1e-3},
        torch.optim.Adam,
        {"betas": (0.5, 0.7), "eps": 1e-3},
    ),
}


@pytest.mark.parametrize(("rule", "options", "twin", "their_options"), RULES.values(), ids=RULES)
def test_fifty_updates_are_pytorchs(rule, options, twin, their_options):
    rng = np.random.default_rng(0)
    params, state = [rng.standard_normal((3, 4)), rng.standard_normal((1, 4))], None
    tensors = [as_tensor(W) for W in params]
    descent = twin(tensors, lr=0.05, **their_options)
    for _ in range(50):
        grads = [rng.standard_normal(W.shape) for W in params]
        params, state = rule(params, grads, state, 0.05, **options)
        for tensor, dW in zip(tensors, grads):
            tensor.grad = torch.tensor(dW)
        descent.step()
    for W, tensor in zip(params, tensors):
        assert relative_error(W, tensor.detach().numpy()) < 1e-12


def test_fifty_updates_with_weight_decay_are_pytorchs():
    rng = np.random.default_rng(0)
    params = [rng.standard_normal((3, 4)), rng.standard_normal((1, 4))]
    ours, tensors = optim.AdamInPlace(params), [as_tensor(W) for W in params]
    descent = torch.optim.AdamW(tensors, lr=0.05, weight_decay=0.2)
    for _ in range(50):
        grads = [rng.standard_normal(W.shape) for W in params]
        ours.update(grads, 0.05, decay=0.2)
        for tensor, dW in zip(tensors, grads):
            tensor.grad = torch.tensor(dW)
        descent.step()
    for W, tensor in zip(ours.params, tensors):
        assert relative_error(W, tensor.detach().numpy()) < 1e-12


@pytest.mark.parametrize("threshold", [0.1, 3.0, 100.0])
def test_clipping_is_pytorchs(threshold):
    rng = np.random.default_rng(0)
    grads = [rng.standard_normal((3, 4)), rng.standard_normal((1, 4))]
    for ours, utility in [
        (optim.clip_by_global_norm, torch.nn.utils.clip_grad_norm_),
        (optim.clip_by_value, torch.nn.utils.clip_grad_value_),
    ]:
        tensors = [torch.zeros(dW.shape, dtype=torch.float64) for dW in grads]
        for tensor, dW in zip(tensors, grads):
            tensor.grad = torch.tensor(dW)
        utility(tensors, threshold)
        clipped, norm = ours(grads, threshold)
        assert norm == pytest.approx(np.sqrt(sum((dW**2).sum() for dW in grads)))
        for one, tensor in zip(clipped, tensors):
            assert relative_error(one, tensor.grad.numpy()) < 1e-5  # PyTorch adds 1e-6 to the norm that it divides by


CHARACTER_MODEL = pytest.mark.parametrize(("name", "twin"), [("rnn", "rnn, tanh"), ("lstm", "lstm"), ("gru", "gru")])


@CHARACTER_MODEL
def test_the_gradient_of_a_letter_by_those_before_is_pytorchs(name, twin):
    rng = np.random.default_rng(0)
    model = character_model.init(text.LETTERS, 16, cell=name, dtype=np.float64)
    read, target = rng.integers(27, size=(30, 3)), rng.integers(27, size=3)
    found = why_this_letter.why(model, read, target)
    _, _, make, gates = TWINS[twin]
    X = as_tensor(np.eye(27)[read])
    H, _ = theirs(make, [model.model.cell], gates)(X)
    logits = H[-1] @ torch.tensor(model.model.readout.W_hy) + torch.tensor(model.model.readout.b_y)
    log_p = torch.log_softmax(logits, dim=1)[torch.arange(3), torch.tensor(target)]
    log_p.sum().backward()
    assert relative_error(found.dX, X.grad.numpy()) < 1e-10
    np.testing.assert_allclose(np.log(found.probability), log_p.detach().numpy())


@CHARACTER_MODEL
def test_fifty_updates_of_a_character_model_are_pytorchs(name, twin):
    """The whole of the training: windows with the state passed on, one-hot inputs, the loss, clipping and Adam."""
    words = "the lamp, the bell and the bench of the seven keepers. " * 30
    vocabulary = text.Vocabulary.of(words)
    indices, n, window = vocabulary.encode(words), 4, 16
    model = character_model.init(vocabulary, 24, cell=name, dtype=np.float64)
    run = text_training.Training(model, indices, indices[:9], n=n, window=window, learning_rate=0.01, clip=0.3)
    run.extend(50)
    _, _, make, gates = TWINS[twin]
    network = theirs(make, [model.model.cell], gates)
    network.bias_hh_l0.requires_grad_(False)  # ours has one bias
    out = torch.nn.Linear(24, len(vocabulary)).double()
    with torch.no_grad():
        out.weight.copy_(torch.tensor(model.model.readout.W_hy.T))
        out.bias.copy_(torch.tensor(model.model.readout.b_y[0]))
    learned = [*(W for W in network.parameters() if W.requires_grad), *out.parameters()]
    descent, found, rows = torch.optim.Adam(learned, lr=0.01), [], np.eye(len(vocabulary))
    while len(found) < 50:
        state = None
        for read, target in text.windows(indices, n, window):
            descent.zero_grad()
            H, state = network(torch.tensor(rows[read]), state)
            state = tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()
            loss = torch.nn.functional.cross_entropy(out(H).flatten(0, 1), torch.tensor(target).flatten())
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learned, 0.3)
            descent.step()
            found.append(loss.item())
    assert sum(norm > 0.3 for norm in run.norms) > 5  # clipping was tried
    np.testing.assert_allclose(run.losses, found[:50], atol=1e-5)


@SHAPES
def test_one_head_of_attention_is_pytorchs(sizes):
    """Its answer, and the gradient of every parameter and of the inputs."""
    (T, n, d, h), o, rng = sizes, 2, np.random.default_rng(0)
    model = tree_map(lambda W: W + rng.standard_normal(W.shape), attention.init(d, h, o, rng=rng))
    X, target = rng.standard_normal((T, n, d)), rng.standard_normal((n, o))
    q, W_xk, W_xv, W_hy, b_y = twins = [as_tensor(W) for W in leaves(model)]
    x = as_tensor(X)
    rows = x.transpose(0, 1)  # PyTorch has the examples first
    c = torch.nn.functional.scaled_dot_product_attention(q.expand(n, 1, -1), rows @ W_xk, rows @ W_xv)[:, 0]
    loss = torch.nn.functional.mse_loss(c @ W_hy + b_y, torch.tensor(target))
    loss.backward()
    ours, grads = attention.forward_backward(model, X, target)
    assert ours == pytest.approx(loss.item(), rel=1e-12)
    look = attention.attend(model.head, X)
    _, dO = losses.squared_error(readout.readout(model.readout, look.c), target)
    _, dX = attention.attend_grad(model.head, look, readout.readout_grad(model.readout, look.c, dO)[1])
    for gradient, twin in zip([*leaves(grads), dX], [*twins, x], strict=True):
        assert np.abs(gradient - twin.grad.numpy()).max() <= 1e-10 * np.abs(gradient).max(initial=1e-3)
