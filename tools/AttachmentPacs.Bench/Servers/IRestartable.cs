namespace AttachmentPacs.Bench.Servers;

/// <summary>A server that can be stopped and started again on what it has.</summary>
internal interface IRestartable
{
    /// <summary>Stops it.</summary>
    void Stop();

    /// <summary>Starts it and returns when it answers on <c>/system</c>.</summary>
    void Start();
}
