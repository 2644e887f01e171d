"""Content over the wire: whole, in parts, or only its head."""


def test_content_in_parts(http, video):
    path = f"/videos/{video.id}/content"
    whole = http.get(path)
    data, tag = whole.content, whole.headers["etag"]
    assert (whole.status_code, whole.headers["accept-ranges"], len(data)) == (
        200, "bytes", int(whole.headers["content-length"]))  # fmt: skip
    part = http.get(path, headers={"range": "bytes=100-199", "if-range": tag})
    assert (part.status_code, part.content) == (206, data[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(data)}"
    assert http.get(path, headers={"range": "bytes=-7"}).content == data[-7:]
    assert http.get(path, headers={"range": "bytes=0-5", "if-range": '"other"'}).content == data
    assert http.get(path, headers={"range": f"bytes={len(data)}-"}).status_code == 416
    assert http.get(path, headers={"if-none-match": tag}).status_code == 304
    head = http.head(path)
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(data)))
    assert whole.headers["x-content-type-options"] == "nosniff"
