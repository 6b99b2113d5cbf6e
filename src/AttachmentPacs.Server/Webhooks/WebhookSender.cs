using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AttachmentPacs.Core.Changes;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Maintenance;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Rest;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Webhooks;

/// <summary>
/// Posts changes to one receiver and judges the answer by its status alone: 2xx is done, 410 the end, all else is to be tried again, after
/// Retry-After if 429 or 503 say so (RFC 9110 10.2.3).
/// </summary>
internal sealed class WebhookSender(string archive, string name, WebhookOptions options, IIndexReader index, TimeProvider time) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(WebhookConnection.Open(name, options));
    private readonly WebhookSignature _signature = new(options);
    private readonly Uri _url = new(options.Url);
    private string? _store;

    public void Dispose() => _http.Dispose();

    /// <exception cref="DeliveryException">The receiver has not taken them.</exception>
    public async Task SendAsync(IReadOnlyList<ChangeRow> changes, CancellationToken cancellationToken)
    {
        _store ??= await index.PropertyAsync(StoreGuard.StoreId, cancellationToken).ConfigureAwait(false);
        byte[] body = Body(changes);
        using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("AttachmentPacs", Product.Version));
        if (_url.UserInfo.Length > 0)
        {
            byte[] user = Encoding.UTF8.GetBytes(Uri.UnescapeDataString(_url.UserInfo));
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(user));
        }

        // The same for each attempt at the same changes: by it a receiver knows a message that it has had. Not so what an index that was restored
        // from a backup tells anew of other changes under the same sequences: hence the hash.
        string content = Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 8));
        _signature.Sign(request, $"{_store}_{name}_{changes[0].Sequence}_{changes[^1].Sequence}_{content}", time.GetUtcNow(), body);
        Judge(await AskAsync(request, cancellationToken).ConfigureAwait(false));
    }

    private byte[] Body(IReadOnlyList<ChangeRow> changes)
    {
        var body = new ArrayBufferWriter<byte>(256 * (changes.Count + 1));
        using var json = new Utf8JsonWriter(body, JsonAnswer.Style);
        json.WriteStartObject();
        json.WriteString("Archive", archive);
        json.WriteStartArray("Changes");
        foreach (ChangeRow change in changes) ChangeJson.Write(json, change);
        json.WriteEndArray();
        json.WriteString("Webhook", name);
        json.WriteEndObject();
        json.Flush();
        return body.WrittenSpan.ToArray();
    }

    private async Task<(HttpStatusCode Status, RetryConditionHeaderValue? RetryAfter)> AskAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, either.Token).ConfigureAwait(false);
            return (response.StatusCode, response.Headers.RetryAfter);
        }
        catch (OperationCanceledException e) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new DeliveryException($"the receiver did not answer within {options.Timeout}", e);
        }
        catch (HttpRequestException e)
        {
            string cause = e.GetBaseException().Message;
            throw new DeliveryException(e.Message.Contains(cause, StringComparison.Ordinal) ? e.Message : $"{e.Message} {cause}", e);
        }
    }

    private void Judge((HttpStatusCode Status, RetryConditionHeaderValue? RetryAfter) answer)
    {
        int status = (int)answer.Status;
        if (status is >= 200 and < 300) return;
        string said = $"the receiver answered {status}";
        throw answer.Status switch
        {
            HttpStatusCode.Gone => new DeliveryException($"{said}: it is not there any more") { IsFinal = true },
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => new DeliveryException(said) { RetryAfter = Pause(answer.RetryAfter) },
            _ when status is >= 300 and < 400 => new DeliveryException($"{said}: redirects are not followed, correct Webhooks:{name}:Url"),
            _ => new DeliveryException(said),
        };
    }

    private TimeSpan Pause(RetryConditionHeaderValue? asked)
    {
        TimeSpan pause = asked?.Delta ?? (asked?.Date - time.GetUtcNow()) ?? TimeSpan.Zero;
        return pause > TimeSpan.Zero ? pause : TimeSpan.Zero;
    }
}
